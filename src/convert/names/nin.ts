import { TORCH } from './layout';
import type { NameMap } from './name-map';

export const NIN = {
  /** The golden reference, with the names of the authors' models: they number 1x1 convolutions over all blocks. */
  author: {
    layout: TORCH,
    layers: [
      ['mlpconv{b}/conv', 'conv{b}'],
      ['mlpconv1/cccp{i}', 'cccp{i}'],
      ['mlpconv2/cccp{i}', 'cccp{i+2}'],
      ['mlpconv3/cccp{i}', 'cccp{i+4}'],
      ['mlpconv4/cccp{i}', 'cccp{i+6}'],
      ['cccp{i}', 'cccp{i}'],
    ],
  },
} satisfies Record<string, NameMap>;
