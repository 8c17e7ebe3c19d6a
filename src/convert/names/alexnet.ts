import { TORCH } from './layout';
import type { NameMap } from './name-map';

export const ALEXNET = {
  torchvision: {
    layout: TORCH,
    layers: [
      { from: 'conv1', to: 'pool5', theirs: 'features' },
      { from: 'dropout6', to: 'fc8', theirs: 'classifier' },
    ],
  },
  /** The golden references, with the names of Caffe's models. */
  caffe: {
    layout: TORCH,
    layers: [
      ['conv{i}', 'conv{i}'],
      ['fc{i}', 'fc{i}'],
    ],
  },
} satisfies Record<string, NameMap>;
