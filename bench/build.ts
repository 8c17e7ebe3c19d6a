import { loadOfTheMinute } from './machine';
import { inOwnProcess } from './own-process';
import { measuredNow, type Measured } from './measured';

export interface BuildTask {
  net: string;
  engine: 'tensorflow' | 'wasm';
}

export interface BuildMeasure {
  seconds: number;
  /** Bytes of the weights. */
  weights: number;
  /** By how many bytes the resident size is larger once the model is built, garbage collected. */
  grown: number;
}

export type BuildRow = BuildTask & BuildMeasure;

/** bench/results/build.json. */
export interface BuildResult extends Measured {
  /** As in a `BenchResult`. */
  load: { before: number; after: number };
  rows: BuildRow[];
}

/** The deepest, and those with the most weights. */
export const LARGEST = [
  'resnet1202',
  'preact_resnet1001',
  'inception_resnet_v2_released',
  'vgg19',
  'overfeat_fast',
];
const ENGINES = ['tensorflow', 'wasm'] as const;

/** Builds the largest models, in a process of its own each. */
export async function measureBuilds(say: (line: string) => void): Promise<BuildResult> {
  const measured = measuredNow();
  const before = loadOfTheMinute();
  const rows: BuildRow[] = [];
  for (const engine of ENGINES) {
    for (const net of LARGEST) {
      say(`${net} on ${engine}`);
      rows.push(await measuredBuild({ net, engine }));
    }
  }
  return {
    ...measured,
    load: { before, after: loadOfTheMinute() },
    rows,
  };
}

export async function measuredBuild(task: BuildTask): Promise<BuildRow> {
  return { ...task, ...(await inOwnProcess<BuildMeasure>('build', task)) };
}

export function renderBuilds({ rows }: Pick<BuildResult, 'rows'>): string {
  return rows
    .map(({ net, engine, seconds, weights, grown }) => {
      const times = (grown / weights).toFixed(2);
      return `${net} on ${engine}: ${seconds.toFixed(1)} s, ${times} times the memory of its weights`;
    })
    .join('\n');
}
