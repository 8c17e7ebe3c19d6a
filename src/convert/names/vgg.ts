import { KERAS, TORCH } from './layout';
import type { NameMap } from './name-map';

export const VGG = {
  torchvision: {
    layout: TORCH,
    layers: [
      { from: 'conv1_1', to: 'pool5', theirs: 'features' },
      { from: 'fc6', to: 'fc8', theirs: 'classifier' },
    ],
  },
  keras: {
    layout: KERAS,
    layers: [
      ['conv{b}_{i}', 'block{b}_conv{i}'],
      ['fc6', 'fc1'],
      ['fc7', 'fc2'],
      ['fc8', 'predictions'],
    ],
  },
  /** The golden reference of configuration C, with the names of the paper's Caffe models. */
  caffe: {
    layout: TORCH,
    layers: [
      ['conv{b}_{i}', 'conv{b}_{i}'],
      ['fc{i}', 'fc{i}'],
    ],
  },
} satisfies Record<string, NameMap>;
