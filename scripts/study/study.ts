import type { Machine } from '../../bench/result';
import type { OptionValues } from '../../src/option-values';
import type { Recipe, RecipeInput } from '../../src/train/recipe';

/** What one thing changes in a net or its training, a few of them beside a baseline. */
export interface Study {
  variant: string;
  dataset: string;
  /** Of every net in it, the baseline too. */
  options: OptionValues;
  recipe: RecipeInput;
  seeds: readonly number[];
  /** The first one is the baseline. */
  arms: readonly Arm[];
}

/** A net, or a training, that differs from the baseline in one thing. */
export interface Arm {
  topic: string;
  name: string;
  options?: OptionValues;
  recipe?: Partial<RecipeInput>;
  /** What the paper measured, a share of 0 to 1. */
  published: number;
}

/** What a training came to: the accuracy on the images held out of the training set, or how its loss diverged. */
export type StudyOutcome = { seconds: number } & ({ accuracy: number } | { diverged: string });

/** One training of an arm. */
export type StudyRun = StudyOutcome & {
  topic: string;
  name: string;
  seed: number;
  options: OptionValues;
  recipe: Recipe;
  commit: string;
  date: string;
  engine: string;
  machine: Machine;
};

/** bench/results/study.json: all of it is written by `npm run study`. */
export interface StudyResult {
  command: string;
  variant: string;
  dataset: string;
  /** What the data set's pixels are. */
  pixels: string;
  runs: StudyRun[];
}
