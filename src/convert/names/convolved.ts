import type { LayerNames } from './name-map';

/** A convolution and its batch norm, which PyTorch's nets often have in a module of their own. */
export function convolved(ours: string, theirs: string): LayerNames[] {
  return [
    [ours, `${theirs}.conv`],
    [`${ours}_bn`, `${theirs}.bn`],
  ];
}
