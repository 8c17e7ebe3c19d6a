import { TORCH } from './layout';
import type { NameMap } from './name-map';

export const FRACTALNET = {
  /** The golden reference. */
  reference: {
    layout: TORCH,
    layers: [
      ['block{b}/col{c}_unit{u}_{l*}', 'block{b}.col{c}.unit{u}.{l*}'],
      ['fc', 'fc'],
    ],
  },
} satisfies Record<string, NameMap>;
