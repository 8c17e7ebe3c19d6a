import { TORCH } from './layout';
import type { NameMap } from './name-map';

export const ENET = {
  /** The golden reference. */
  reference: {
    layout: TORCH,
    layers: [
      ['initial_{l*}', 'initial.{l*}'],
      ['bottleneck{s}_{b}/{l*}', 'bottleneck{s}_{b}.{l*}'],
      ['fullconv', 'fullconv'],
    ],
  },
} satisfies Record<string, NameMap>;
