import { percent } from '../src/report/text';
import { inOwnProcess } from './own-process';
import { measuredNow, type Measured } from './measured';

export interface MemoryTask {
  net: string;
  batch: number;
  steps: number;
  eager: boolean;
}

export interface MemoryRow extends MemoryTask {
  /** Resident bytes after each epoch of 50 steps, garbage collected. */
  bytes: number[];
}

/** bench/results/memory.json. */
export interface MemoryResult extends Measured {
  rows: MemoryRow[];
}

const STEPS_PER_SAMPLE = 50;
/** From here on the size should be flat. */
const SETTLED = 200;

const TRAININGS = ['lenet5', 'resnet20'].flatMap((net) => [
  { net, batch: 16, eager: false },
  { net, batch: 16, eager: true },
]);

/** Trains in a process of its own each, with crops and flips. */
export async function measureMemory(steps: number, say: (line: string) => void): Promise<MemoryResult> {
  const measured = measuredNow();
  const rows: MemoryRow[] = [];
  for (const training of TRAININGS) {
    say(`${training.net}, ${training.eager ? 'eager' : 'graph'}: ${steps} steps`);
    const task = { ...training, steps };
    rows.push({ ...task, bytes: await inOwnProcess<number[]>('memory', task) });
  }
  return { ...measured, rows };
}

/** Resident bytes when the size should be settled and at the end, and the growth between them as a share. */
export function growthOf({ bytes }: Pick<MemoryRow, 'bytes'>): { from: number; to: number; growth: number } {
  const from = bytes[Math.min(SETTLED / STEPS_PER_SAMPLE, bytes.length) - 1] ?? NaN;
  const to = bytes.at(-1) ?? NaN;
  return { from, to, growth: to / from - 1 };
}

export function renderMemory({ rows }: MemoryResult): string {
  return rows
    .map((row) => {
      const { from, to, growth } = growthOf(row);
      const name = `${row.net}, ${row.eager ? 'eager' : 'graph'}`;
      return `${name}: ${megabytes(from)} at step ${SETTLED}, ${megabytes(to)} at step ${row.steps}, ${percent(growth)}`;
    })
    .join('\n');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
