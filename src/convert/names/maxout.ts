import { TORCH } from './layout';
import type { NameMap } from './name-map';

export const MAXOUT = {
  /** The golden reference; a unit's pieces are neighbours there too. */
  reference: {
    layout: TORCH,
    layers: [
      ['conv{i}', 'conv{i}'],
      ['fc{i}', 'fc{i}'],
    ],
  },
} satisfies Record<string, NameMap>;
