import { ConvzooError } from '../src/errors';
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

/** Under what a contest was held. */
export interface Conditions extends Contest {
  command: string;
  commit: string;
  date: string;
  /** Processes that wanted to run, on average over the minute before. */
  load: number;
  /** Share of the processors' time that the machine's host gave to others meanwhile, where that is known. */
  stolen?: number;
}

/** bench/results/train.json and predict.json: everything in them is written by `npm run bench`. */
export interface BenchResult {
  kind: Kind;
  machine: Machine;
  /** One for each contest, in the order of the rows. */
  conditions: Conditions[];
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

/** To four digits: more is noise. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** The row of a contestant, if it was there. */
export function rowOf(rows: readonly Row[], { net, batch }: Contest, contestant: string): Row | undefined {
  return rows.find((row) => isOf(row, { net, batch }) && row.contestant === contestant);
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

/** What the contests of a result lack: contestants that were not there, or that failed. */
export function gapsOf({ kind, rows }: Pick<BenchResult, 'kind' | 'rows'>): string[] {
  return contestsOf({ rows }).flatMap(({ net, batch }) =>
    contestantsOf(kind, { net, batch })
      .filter(({ id }) => medianOf(rowOf(rows, { net, batch }, id)) === undefined)
      .map(({ label }) => `${label} at ${net}, batch ${batch}`),
  );
}

/**
 * An earlier result with the contests of a later one in the place of its own.
 *
 * @throws ConvzooError where they were measured on another machine or with other versions
 */
export function merged(earlier: BenchResult, later: BenchResult): BenchResult {
  const facts = ({ machine, versions }: BenchResult): Record<string, unknown> => ({
    ...machine,
    ...versions,
  });
  const before = facts(earlier);
  for (const [name, value] of Object.entries(facts(later))) {
    if (!(name in before) || before[name] === value) continue;
    throw new ConvzooError(
      `the stored result was measured with ${name} ${String(before[name])}, this one with ${String(value)}; ` +
        'measure all models anew, or put the stored result aside',
    );
  }
  const order = CONTESTS[later.kind].flatMap(({ net, batches }) => batches.map((batch) => ({ net, batch })));
  const inOrder = <Part extends Contest>(parts: (result: BenchResult) => readonly Part[]) =>
    order.flatMap((contest) => {
      const own = parts(later).filter((part) => isOf(part, contest));
      return own.length > 0 ? own : parts(earlier).filter((part) => isOf(part, contest));
    });
  return {
    ...later,
    versions: { ...earlier.versions, ...later.versions },
    parameters: { ...earlier.parameters, ...later.parameters },
    conditions: inOrder(({ conditions }) => conditions),
    rows: inOrder(({ rows }) => rows),
  };
}

function isOf(part: Contest, { net, batch }: Contest): boolean {
  return part.net === net && part.batch === batch;
}
