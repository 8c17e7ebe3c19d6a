import type { EngineName } from '../src/engine/engine';

/** What is trained: the zoo's LeNet-5 of 1998, or the network of 61,706 parameters that tutorials call LeNet. */
export const MODELS = ['lenet5', 'keras-style LeNet'] as const;

/**
 * What trains it: this package's Trainer, or tfjs's own `model.fit` on the same engine, or, where this package
 * adds kernels to the engine, `model.fit` without those.
 */
export const WAYS = ['Trainer', 'model.fit', 'model.fit, plain engine'] as const;

export type ModelName = (typeof MODELS)[number];
export type Way = (typeof WAYS)[number];

export interface Contest {
  engine: EngineName;
  model: ModelName;
  way: Way;
}

/** Images a second of each timed round, or why there are none. */
export type Outcome = { rounds: number[] } | { fails: string };

export type Row = Contest & Outcome;

/** bench/results/lenet5-training.json: everything in it is written by `npm run bench`. */
export interface BenchResult {
  command: string;
  commit: string;
  date: string;
  machine: { cpu: string; cores: number; platform: string; node: string };
  /** Processes that wanted to run, on average over the minute before the first and after the last contest. */
  load: { before: number; after: number };
  versions: { convzoo: string; tfjs: string; libtensorflow?: string };
  batchSize: number;
  data: string;
  rows: Row[];
}

/** The middle round and the slowest and fastest, in images/s. */
export function summary(rounds: readonly number[]): { median: number; slowest: number; fastest: number } {
  const sorted = [...rounds].sort((a, b) => a - b);
  const at = (position: number) => sorted[position] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    slowest: at(0),
    fastest: at(sorted.length - 1),
  };
}

/** A row's median speed, where it has one. */
export function speedOf(row: Row | undefined): number | undefined {
  return row !== undefined && 'rounds' in row ? summary(row.rounds).median : undefined;
}

/** How many times as fast as `model.fit` the Trainer is, where both ran. */
export function advantage(
  { rows }: Pick<BenchResult, 'rows'>,
  { engine, model }: Contest,
): number | undefined {
  const speed = (way: Way) =>
    speedOf(rows.find((row) => row.engine === engine && row.model === model && row.way === way));
  const [ours, theirs] = [speed('Trainer'), speed('model.fit')];
  return ours === undefined || theirs === undefined ? undefined : ours / theirs;
}
