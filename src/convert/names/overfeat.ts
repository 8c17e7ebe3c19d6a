import { TORCH } from './layout';
import type { NameMap } from './name-map';

export const OVERFEAT = {
  /** The golden reference. */
  reference: {
    layout: TORCH,
    layers: [
      ['conv{i}', 'conv{i}'],
      ['fc{i}', 'fc{i}'],
    ],
    dense: ['fc{i}'],
  },
} satisfies Record<string, NameMap>;
