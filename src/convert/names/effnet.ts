import { TORCH } from './layout';
import type { NameMap } from './name-map';

export const EFFNET = {
  /** The golden references of the paper's net. */
  reference: {
    layout: TORCH,
    layers: [
      ...['pw', 'dw1x3', 'dw3x1', 'conv2x1'].flatMap((layer) => [
        [`block{b}/${layer}`, `block{b}.${layer}.conv`] as const,
        [`block{b}/${layer}_bn`, `block{b}.${layer}.bn`] as const,
      ]),
      ['fc', 'fc'],
    ],
  },
} satisfies Record<string, NameMap>;
