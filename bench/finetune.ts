import type { EngineName } from '../src/engine/engine';
import { markdownTable, percent, thousands } from '../src/report/text';
import { BASE_CLASSES } from './held-out';
import { loadOfTheMinute } from './machine';
import { inOwnProcess } from './own-process';
import { measuredNow, type Measured } from './measured';
import { summary } from './result';

/** Ways to five classes of 50 images: two that begin with weights, and one that does not. */
export const METHODS = ['full', 'feature', 'scratch'] as const;
export type Method = (typeof METHODS)[number];

export interface FinetuneBenchOptions {
  engine: EngineName;
  seeds: number;
  data?: string;
  allowModified?: true;
}

export type BaseTask = Omit<FinetuneBenchOptions, 'seeds'>;

/** Weights to begin with. */
export interface BaseMeasure {
  /** Where they are. */
  folder: string;
  variant: string;
  epochs: number;
  /** Share of the test images of its own classes. */
  accuracy: number;
  /** What the pixels of the data set are. */
  pixels: string;
}

export type AccuracyTask = BaseTask & { from: string; method: Method; seed: number };

export interface AccuracyMeasure {
  /** Share of the test images. */
  accuracy: number;
  steps: number;
  /** From the weights to the trained net, with all that goes before the first step. */
  seconds: number;
  /** Images trained on, and measured on. */
  train: number;
  test: number;
}

/** Whose training: this package's, or tfjs's own `fit` on the same layers. */
export const CONTESTANTS = ['convzoo', 'tfjs'] as const;
export type Contestant = (typeof CONTESTANTS)[number];

export interface SpeedTask {
  from: string;
  engine: EngineName;
  contestant: Contestant;
}

/** Images a second with the net frozen below a new head, and with all of it trained. */
export interface SpeedMeasure {
  frozen: number;
  whole: number;
}

/** bench/results/finetune.json. */
export interface FinetuneResult extends Measured {
  load: { before: number; after: number };
  options: FinetuneBenchOptions;
  base: Omit<BaseMeasure, 'folder'>;
  accuracy: (AccuracyMeasure & { method: Method; seed: number })[];
  /** Of each turn. */
  speed: (SpeedMeasure & { contestant: Contestant })[];
}

const TURNS = 3;

/** Trains in a process of its own each; the contestants for speed take turns. */
export async function measureFinetuning(
  { seeds, ...options }: FinetuneBenchOptions,
  say: (line: string) => void,
): Promise<FinetuneResult> {
  const measured = measuredNow();
  const before = loadOfTheMinute();
  say('the base: weights that have not seen the classes');
  const { folder: from, ...base } = await inOwnProcess<BaseMeasure>('finetune-base', options);
  say(`${percent(base.accuracy)} on its own classes`);
  const accuracy: FinetuneResult['accuracy'] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    for (const method of METHODS) {
      const task: AccuracyTask = { ...options, from, method, seed };
      const measure = await inOwnProcess<AccuracyMeasure>('finetune-accuracy', task);
      accuracy.push({ method, seed, ...measure });
      say(`${method}, seed ${seed}: ${percent(measure.accuracy)} in ${measure.seconds.toFixed(0)} s`);
    }
  }
  const speed: FinetuneResult['speed'] = [];
  for (let turn = 1; turn <= TURNS; turn++) {
    for (const contestant of CONTESTANTS) {
      const task: SpeedTask = { from, engine: options.engine, contestant };
      const measure = await inOwnProcess<SpeedMeasure>('finetune-speed', task);
      speed.push({ contestant, ...measure });
      say(
        `${contestant}: ${measure.frozen.toFixed(0)} and ${measure.whole.toFixed(0)} images/s, turn ${turn}`,
      );
    }
  }
  return {
    ...measured,
    load: { before, after: loadOfTheMinute() },
    options: { seeds, ...options },
    base,
    accuracy,
    speed,
  };
}

const LABELS: Record<Method, string> = {
  full: 'fine-tuned, stage by stage',
  feature: 'feature mode: a head on embeddings',
  scratch: 'from scratch',
};

/** A result for README.md. */
export function renderFinetuning({
  accuracy,
  speed,
  base,
  machine,
  command,
  options,
}: FinetuneResult): string {
  const rows = METHODS.map((method) => {
    const runs = accuracy.filter((run) => run.method === method);
    const { median, least, most } = summary(runs.map((run) => run.accuracy));
    const seconds = summary(runs.map((run) => run.seconds)).median;
    return [
      LABELS[method],
      runs[0]?.steps ?? 0,
      percent(median),
      `${percent(least)} to ${percent(most)}`,
      `${seconds.toFixed(0)} s`,
    ];
  });
  const [first] = accuracy;
  const speeds = CONTESTANTS.map((contestant) => {
    const turns = speed.filter((turn) => turn.contestant === contestant);
    const median = (of: keyof SpeedMeasure) => summary(turns.map((turn) => turn[of])).median.toFixed(0);
    return [contestant === 'tfjs' ? 'plain tfjs, `model.fit`' : 'convzoo', median('frozen'), median('whole')];
  });
  return [
    markdownTable(['', '>steps', '>test accuracy, median', '>over the seeds', '>time'], rows),
    markdownTable(['images/s, batch 32', '>net frozen, new head', '>whole net'], speeds),
    `From a ${base.variant} that was trained ${base.epochs} epochs on five classes of CIFAR-10 (${BASE_CLASSES.join(', ')}; ` +
      `pixels: ${base.pixels}) to the five others: ${first?.train ?? 0} images to learn from, ${thousands(first?.test ?? 0)} to test, ` +
      `${options.seeds} seeds, engine ${options.engine}. ` +
      `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}. \`${command}\` measures it anew.`,
  ].join('\n\n');
}
