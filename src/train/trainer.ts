import * as tf from '@tensorflow/tfjs';
import { checkSource } from '../check-model';
import type { BatchSource, Dataset } from '../data/dataset';
import { preprocess, type Preprocessing } from '../preprocessing';
import { checkTrainable } from './check-trainable';
import type { CheckpointStore, EpochRecord } from './checkpoint';
import { lsuv } from './lsuv';
import type { Recipe } from './recipe';
import { Run } from './run';
import { splitFor } from './split';
import { TrainingStep } from './step';

/** What is told after each step. */
export interface StepReport {
  /** Counted from 1. */
  epoch: number;
  epochs: number;
  /** Of this epoch, counted from 1. */
  step: number;
  steps: number;
  /** Means over the epoch so far. */
  loss: number;
  accuracy: number;
  /** Of this step's images, before the update. */
  batchLoss: number;
  learningRate: number;
  imagesPerSecond: number;
  /** At the mean speed so far, without validation. */
  secondsLeft: number;
}

export interface FitOptions {
  /** Where checkpoints go, after each epoch and when `signal` fires. */
  store?: CheckpointStore;
  /** Whether to go on from the store's newest checkpoint. */
  resume?: boolean;
  /** Stops after the step under way, with a checkpoint; before the first step if it has fired already. */
  signal?: AbortSignal;
  /** Runs each step operation by operation, also where the engine has a faster way; to compare. */
  eager?: boolean;
  onStep?: (report: StepReport) => void;
  onEpoch?: (record: EpochRecord) => void | Promise<void>;
}

export interface Outcome {
  history: EpochRecord[];
  /** Whether `signal` stopped the training before its end. */
  isInterrupted: boolean;
  /** The epoch whose weights the model has; only with early stopping. */
  best?: { epoch: number; accuracy: number };
  /** Seconds of training, those before a resume too. */
  seconds: number;
}

/**
 * Trains a classifier by a recipe.
 *
 * Everything random is drawn from the recipe's seed, the epoch and the position in it, so that a training that
 * was cut off and resumed on the same engine ends with the same weights as one that wasn't.
 */
export class Trainer {
  constructor(
    readonly model: tf.LayersModel,
    readonly recipe: Recipe,
    readonly preprocessing: Preprocessing,
  ) {}

  /**
   * Trains on a data set; with `recipe.validation` a part of it is held out to choose by. Afterwards the model
   * has the averaged weights if the recipe asks for averages, and the best ones if it asks for patience. On
   * `tensorflow` the steps run as one graph, and the model has its new weights after each epoch, not each step.
   *
   * @throws ConvzooError where images don't fit the model, a layer draws random numbers that no seed reaches, a
   *   checkpoint is of another training, or the loss stops being a finite number
   */
  async fit(dataset: Dataset, options: FitOptions = {}): Promise<Outcome> {
    const { train, validation } = splitFor(this.recipe, dataset);
    return this.fitParts(train, validation, options);
  }

  /** As `fit`, with images of their own to choose by; the recipe then holds none out. */
  async fitParts(
    train: BatchSource,
    validation: BatchSource | undefined,
    options: FitOptions = {},
  ): Promise<Outcome> {
    this.#check(train);
    if (this.recipe.lsuv === true) await this.#scaleWeights(train);
    const step = new TrainingStep(this.model, this.recipe, this.preprocessing, options.eager);
    try {
      const run = new Run(this, step, train, validation, options);
      return await run.toTheEnd();
    } finally {
      step.dispose();
    }
  }

  /** The same for a resumed training, whose checkpoint then takes their place. */
  async #scaleWeights(train: BatchSource): Promise<void> {
    const { batchSize, seed } = this.recipe;
    for await (const { images, labels } of train.batches({ size: batchSize, shuffle: true, seed })) {
      tf.tidy(() => lsuv(this.model, preprocess(images, this.preprocessing)));
      tf.dispose([images, labels]);
      return;
    }
  }

  #check(train: BatchSource): void {
    checkSource(this.model, train, this.preprocessing);
    checkTrainable(this.model, this.recipe);
  }
}
