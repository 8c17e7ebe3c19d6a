import type { EngineName } from '../src/engine/engine';
import { packageVersion } from '../src/package.node';
import { thousands } from '../src/report/text';
import { loadOfTheMinute, stolenBetween, ticksNow } from './machine';
import { inOwnProcess } from './own-process';
import { milliseconds } from './render';
import { measuredNow, type Measured } from './measured';
import { summary } from './result';

export interface ZooOptions {
  rounds: number;
  /** About how long a round takes. */
  seconds: number;
}

export interface ZooTask extends ZooOptions {
  engine: EngineName;
  /** Name of shipped weights. */
  weights: string;
  batches: readonly number[];
}

export interface ZooRow {
  weights: string;
  batch: number;
  /** Milliseconds a step of each round. */
  rounds: number[];
}

export interface ZooMeasure {
  versions: Record<string, string>;
  rows: ZooRow[];
}

/** bench/results/zoo.json: what the shipped weights take to predict on the `tensorflow` engine. */
export interface ZooResult extends ZooMeasure, Measured {
  /** As in a `BuildResult`. */
  load: { before: number; after: number };
  /** As in `Conditions`. */
  stolen?: number;
}

/** Sizes of a batch that are measured: one image as it comes, and many at a time. */
export const ZOO_BATCHES = [1, 128] as const;

/** How fast each of these weights predicts on the `tensorflow` engine. */
export async function measureZoo(
  names: readonly string[],
  options: ZooOptions,
  say: (line: string) => void,
): Promise<ZooResult> {
  const measured = measuredNow();
  const [before, start] = [loadOfTheMinute(), ticksNow()];
  const measures: ZooMeasure[] = [];
  for (const weights of names) {
    say(weights);
    measures.push(await measuredWeights({ ...options, engine: 'tensorflow', weights, batches: ZOO_BATCHES }));
  }
  const stolen = stolenBetween(start, ticksNow());
  return {
    ...measured,
    load: { before, after: loadOfTheMinute() },
    ...(stolen !== undefined && { stolen }),
    versions: { convzoo: packageVersion(), ...measures[0]?.versions },
    rows: measures.flatMap(({ rows }) => rows),
  };
}

/** How fast weights predict, in a process of their own. */
export function measuredWeights(task: ZooTask): Promise<ZooMeasure> {
  return inOwnProcess<ZooMeasure>('zoo', task);
}

/** Images that weights classify in a second, by the median, where that was measured. */
export function imagesPerSecond(
  result: Pick<ZooResult, 'rows'> | undefined,
  weights: string,
  batch: number,
): number | undefined {
  const row = result?.rows.find((each) => each.weights === weights && each.batch === batch);
  return row === undefined ? undefined : (1000 * batch) / summary(row.rounds).median;
}

export function renderZoo({ rows }: Pick<ZooResult, 'rows'>): string {
  return rows
    .map((row) => {
      const { median, least, most } = summary(row.rounds);
      const speed = thousands(Math.round((1000 * row.batch) / median));
      const spread = `${milliseconds(least)} to ${milliseconds(most)}`;
      return `${row.weights}, batch ${row.batch}: ${milliseconds(median)} ms (${spread}), ${speed} images/s`;
    })
    .join('\n');
}
