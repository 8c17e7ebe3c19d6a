import type { EngineName } from '../src/engine/engine';
import { markdownTable, percent } from '../src/report/text';
import { loadOfTheMinute } from './machine';
import { inOwnProcess } from './own-process';
import { measuredNow, type Measured } from './measured';
import { summary } from './result';

/** Ways to five classes of 50 images: two that begin with weights, and one that does not. */
export const METHODS = ['full', 'feature', 'scratch'] as const;
export type Method = (typeof METHODS)[number];

export interface FinetuneBenchOptions {
  /** A folder of weights, or their name. */
  from: string;
  engine: EngineName;
  seeds: number;
  /** Of the images that no method has seen. */
  test: number;
  data?: string;
  allowModified?: true;
}

export type AccuracyTask = Omit<FinetuneBenchOptions, 'seeds'> & { method: Method; seed: number };

export interface AccuracyMeasure {
  /** Share of the test images. */
  accuracy: number;
  steps: number;
  /** From the weights to the trained net, with all that goes before the first step. */
  seconds: number;
  /** Images trained on. */
  train: number;
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
  const before = loadOfTheMinute();
  const accuracy: FinetuneResult['accuracy'] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    for (const method of METHODS) {
      const task: AccuracyTask = { ...options, method, seed };
      const measure = await inOwnProcess<AccuracyMeasure>('finetune-accuracy', task);
      accuracy.push({ method, seed, ...measure });
      say(`${method}, seed ${seed}: ${percent(measure.accuracy)} in ${measure.seconds.toFixed(0)} s`);
    }
  }
  const speed: FinetuneResult['speed'] = [];
  for (let turn = 1; turn <= TURNS; turn++) {
    for (const contestant of CONTESTANTS) {
      const { from, engine } = options;
      const task: SpeedTask = { from, engine, contestant };
      const measure = await inOwnProcess<SpeedMeasure>('finetune-speed', task);
      speed.push({ contestant, ...measure });
      say(
        `${contestant}: ${measure.frozen.toFixed(0)} and ${measure.whole.toFixed(0)} images/s, turn ${turn}`,
      );
    }
  }
  return {
    ...measuredNow(),
    load: { before, after: loadOfTheMinute() },
    options: { seeds, ...options },
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
export function renderFinetuning({ accuracy, speed, machine, command, options }: FinetuneResult): string {
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
    `From ${options.from} to five MNIST digits in random colours over drawn textures, ${first?.train ?? 0} ` +
      `images to learn from, ${options.test} others to test, ${options.seeds} seeds, engine ${options.engine}. ` +
      `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}. \`${command}\` measures it anew.`,
  ].join('\n\n');
}
