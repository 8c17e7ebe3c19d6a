import { CONTESTS, contestantsOf } from './contestants';
import type { Kind } from './protocol';

export interface Contest {
  net: string;
  batch: number;
}

/** Milliseconds a step of each round, or why there are none. */
export type Outcome =
  | {
      rounds: number[];
      /** Of this package's training, for each round: the share of the time that goes by between two steps. */
      between?: number[];
      mode?: string;
      tried?: Record<string, number>;
    }
  | { fails: string };

export type Row = Contest & { contestant: string; label: string } & Outcome;

/** bench/results/train.json and predict.json: everything in them is written by `npm run bench`. */
export interface BenchResult {
  kind: Kind;
  command: string;
  commit: string;
  date: string;
  machine: Machine;
  /** Processes that wanted to run, on average over the minute before the first and after the last contest. */
  load: { before: number; after: number };
  versions: Record<string, string>;
  /** Trainable numbers of each net, the same for all contestants that can tell. */
  parameters: Record<string, number>;
  rows: Row[];
}

export interface Machine {
  cpu: string;
  cores: number;
  platform: string;
  node: string;
}

/** The middle, or the mean of the two in the middle, and the extremes. */
export function summary(rounds: readonly number[]): { median: number; least: number; most: number } {
  const sorted = [...rounds].sort((a, b) => a - b);
  const at = (position: number) => sorted[position] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    least: at(0),
    most: at(sorted.length - 1),
  };
}

/** The row of a contestant, if it was there. */
export function rowOf(rows: readonly Row[], { net, batch }: Contest, contestant: string): Row | undefined {
  return rows.find((row) => row.net === net && row.batch === batch && row.contestant === contestant);
}

/** Median milliseconds a step, where it ran. */
export function medianOf(row: Row | undefined): number | undefined {
  return row !== undefined && 'rounds' in row && row.rounds.length > 0
    ? summary(row.rounds).median
    : undefined;
}

/** How many times as fast as `theirs` is `ours` by the medians, where both ran. */
export function advantage(
  rows: readonly Row[],
  contest: Contest,
  theirs: string,
  ours = 'graph',
): number | undefined {
  const [own, other] = [ours, theirs].map((contestant) => medianOf(rowOf(rows, contest, contestant)));
  return own === undefined || other === undefined ? undefined : other / own;
}

/** The contests of a result, in its order. */
export function contestsOf({ rows }: Pick<BenchResult, 'rows'>): Contest[] {
  const seen = new Map(rows.map(({ net, batch }) => [`${net} ${batch}`, { net, batch }]));
  return [...seen.values()];
}

/** What a result lacks to stand for all: contestants that were not there, or that failed. */
export function gapsOf({ kind, rows }: Pick<BenchResult, 'kind' | 'rows'>): string[] {
  return CONTESTS[kind].flatMap(({ net, batches }) =>
    batches.flatMap((batch) =>
      contestantsOf(kind, net)
        .filter(({ id }) => medianOf(rowOf(rows, { net, batch }, id)) === undefined)
        .map(({ label }) => `${label} at ${net}, batch ${batch}`),
    ),
  );
}
