import { TORCH } from './layout';
import type { NameMap } from './name-map';

export const CIRESAN = {
  /** The golden reference. */
  reference: { layout: TORCH, layers: [['fc{i}', 'fc{i}']] },
} satisfies Record<string, NameMap>;
