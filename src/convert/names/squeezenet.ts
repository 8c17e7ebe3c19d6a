import { TORCH } from './layout';
import type { NameMap } from './name-map';

export const SQUEEZENET = {
  torchvision: {
    layout: TORCH,
    layers: [
      { from: 'conv1', to: 'fire9', theirs: 'features' },
      { from: 'dropout9', to: 'conv10', theirs: 'classifier' },
    ],
  },
  /** The golden reference with the paper's names. */
  paper: {
    layout: TORCH,
    layers: [
      ['conv{i}', 'conv{i}'],
      ['fire{i}/{m*}', 'fire{i}.{m*}'],
    ],
  },
} satisfies Record<string, NameMap>;
