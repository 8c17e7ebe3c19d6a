import type { Recipe } from './recipe';

/** What one epoch came to. */
export interface EpochRecord {
  /** Counted from 1. */
  epoch: number;
  loss: number;
  /** On the training images, as they were seen, augmented and before each update. */
  accuracy: number;
  /** On the held-out images; only with a validation split. */
  validationAccuracy?: number;
  learningRate: number;
  seconds: number;
}

/** Where a training stands, between two steps. */
export interface Progress {
  /** Epochs that are complete. */
  epoch: number;
  /** Steps done of the epoch after those. */
  step: number;
  /** Sums over those steps. */
  lossSum: number;
  correct: number;
  seconds: number;
  history: EpochRecord[];
  best?: { epoch: number; accuracy: number };
}

/** All that a training needs to go on as if it had never stopped. */
export interface Checkpoint {
  model: string;
  recipe: Recipe;
  progress: Progress;
  /** Values by name: weights, optimizer slots, averages, and under `best:` the best weights so far. */
  tensors: Map<string, Float32Array>;
}

/** Where checkpoints are kept. */
export interface CheckpointStore {
  save(checkpoint: Checkpoint): Promise<void>;
  /** The newest checkpoint that is whole, if there is one. */
  latest(): Promise<Checkpoint | undefined>;
  /** Where the newest one lies, to tell a person; undefined before the first. */
  readonly location: string | undefined;
}
