import { asTyped, commitNow } from '../scripts/provenance';
import { machineNow } from './machine';
import type { Machine } from './result';

/** How, of what code, when and on what something was measured. */
export interface Measured {
  command: string;
  commit: string;
  date: string;
  machine: Machine;
}

/** Called before the measurement: meanwhile the clone may come to another commit. */
export function measuredNow(): Measured {
  return {
    command: asTyped('bench', ...process.argv.slice(2)),
    commit: commitNow(),
    date: new Date().toISOString(),
    machine: machineNow(),
  };
}
