import type * as tf from '@tensorflow/tfjs';
import { tensor, tidy } from '@tensorflow/tfjs';
import type { Batch, Dataset } from '../data/dataset';
import { ConvzooError } from '../errors';
import type { Preprocessing } from '../preprocessing';
import { Random } from '../random';
import type { Checkpoint, CheckpointStore, EpochRecord, Progress } from './checkpoint';
import { evaluate } from './evaluate';
import type { Recipe } from './recipe';
import { learningRate } from './schedule';
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

const BEST = 'best:';

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
   * has the averaged weights if the recipe asks for averages, and the best ones if it asks for patience.
   *
   * @throws ConvzooError where images don't fit the model, a checkpoint is of another training, or the loss
   *   stops being a finite number
   */
  async fit(dataset: Dataset, options: FitOptions = {}): Promise<Outcome> {
    const { recipe } = this;
    this.#checkShapes(dataset);
    const { train, validation } = splitFor(recipe, dataset);
    const step = new TrainingStep(this.model, recipe, this.preprocessing);
    try {
      const run = new Run(this, step, train, validation, options);
      return await run.toTheEnd();
    } finally {
      step.dispose();
    }
  }

  #checkShapes({ name, imageShape, classes }: Dataset): void {
    const { imageSize, padding, channels } = this.preprocessing;
    if (imageShape.join() !== [...imageSize, channels].join()) {
      throw new ConvzooError(
        `${name}: its images are ${imageShape.join('x')}, the preprocessing expects ${imageSize.join('x')}x${channels}`,
      );
    }
    const expected = [...imageSize.map((side) => side + 2 * padding), channels];
    const input = this.model.inputs[0]?.shape.slice(1) ?? [];
    if (input.join() !== expected.join()) {
      throw new ConvzooError(
        `${this.model.name} takes ${input.join('x')}, ${name} gives ${expected.join('x')}`,
      );
    }
    const outputs = this.model.outputs[0]?.shape.at(-1);
    if (outputs !== classes.length) {
      throw new ConvzooError(
        `${this.model.name} tells ${outputs} classes apart, ${name} has ${classes.length}`,
      );
    }
  }
}

/** The images that a recipe trains on, and those it holds out to choose by. */
export function splitFor(
  { images, validation, seed }: Recipe,
  dataset: Dataset,
): { train: Dataset; validation: Dataset | undefined } {
  if (images !== undefined && images > dataset.size) {
    throw new ConvzooError(`${dataset.name}: the recipe asks for ${images} of its ${dataset.size} images`);
  }
  const chosen =
    images === undefined ? undefined : new Random(seed).permutation(dataset.size).subarray(0, images);
  const used = chosen === undefined ? dataset : dataset.subset(chosen);
  return validation === undefined ? { train: used, validation: undefined } : used.split(validation, seed);
}

/** One call of `fit`. */
class Run {
  #progress: Progress = { epoch: 0, step: 0, lossSum: 0, correct: 0, seconds: 0, history: [] };
  #best = new Map<string, Float32Array>();
  readonly #recipe: Recipe;
  readonly #stepsPerEpoch: number;

  constructor(
    private readonly trainer: Trainer,
    private readonly step: TrainingStep,
    private readonly train: Dataset,
    private readonly validation: Dataset | undefined,
    private readonly options: FitOptions,
  ) {
    this.#recipe = trainer.recipe;
    this.#stepsPerEpoch = Math.floor(train.size / this.#recipe.batchSize);
    if (this.#stepsPerEpoch === 0) {
      throw new ConvzooError(
        `${train.name}: ${train.size} images are fewer than a batch of ${this.#recipe.batchSize}`,
      );
    }
  }

  async toTheEnd(): Promise<Outcome> {
    if (this.options.resume === true) await this.#resume();
    let isInterrupted = false;
    while (!isInterrupted && this.#progress.epoch < this.#recipe.epochs && !this.#isStale()) {
      isInterrupted = this.#isStopped || !(await this.#epoch());
      await this.#save();
    }
    if (!isInterrupted) this.#settle();
    const { history, best, seconds } = this.#progress;
    return { history, isInterrupted, seconds, ...(best && this.#recipe.patience !== undefined && { best }) };
  }

  /** Trains to the end of the epoch; false where the signal came first. */
  async #epoch(): Promise<boolean> {
    const progress = this.#progress;
    const { batchSize, augmentation, seed } = this.#recipe;
    const batches = this.train.batches({
      size: batchSize,
      shuffle: true,
      seed: new Random(seed, progress.epoch).integer(2 ** 31),
      skip: progress.step,
      dropRemainder: true,
      ...(augmentation && { augment: augmentation }),
    });
    let mark = performance.now();
    for await (const batch of batches) {
      await this.#train(batch);
      const now = performance.now();
      progress.seconds += (now - mark) / 1000;
      this.#report((now - mark) / 1000);
      mark = now;
      if (this.#isStopped && progress.step < this.#stepsPerEpoch) return false;
    }
    await this.#closeEpoch();
    return true;
  }

  async #train(batch: Batch): Promise<void> {
    const progress = this.#progress;
    const done = progress.epoch * this.#stepsPerEpoch + progress.step;
    const rate = this.#learningRate(done);
    const { loss, correct } = await this.step.run(batch, rate, done + 1);
    batch.images.dispose();
    batch.labels.dispose();
    if (!Number.isFinite(loss)) {
      const good = this.options.store?.location;
      throw new ConvzooError(
        `the loss became ${loss} at step ${progress.step + 1} of epoch ${progress.epoch + 1}, ` +
          `learning rate ${rate}; ${good === undefined ? 'there is no checkpoint yet' : `last good checkpoint: ${good}`}`,
      );
    }
    progress.step += 1;
    progress.lossSum += loss;
    progress.correct += correct;
  }

  #report(seconds: number): void {
    const { epoch, step, seconds: soFar } = this.#progress;
    const done = epoch * this.#stepsPerEpoch + step;
    this.options.onStep?.({
      epoch: epoch + 1,
      epochs: this.#recipe.epochs,
      step,
      steps: this.#stepsPerEpoch,
      ...this.#means(),
      learningRate: this.#learningRate(done - 1),
      imagesPerSecond: this.#recipe.batchSize / seconds,
      secondsLeft: (soFar / done) * (this.#recipe.epochs * this.#stepsPerEpoch - done),
    });
  }

  async #closeEpoch(): Promise<void> {
    const progress = this.#progress;
    const before = progress.history.reduce((sum, { seconds }) => sum + seconds, 0);
    const validationAccuracy = await this.#validate();
    const record: EpochRecord = {
      epoch: progress.epoch + 1,
      ...this.#means(),
      ...(validationAccuracy !== undefined && { validationAccuracy }),
      learningRate: this.#learningRate((progress.epoch + 1) * this.#stepsPerEpoch - 1),
      seconds: progress.seconds - before,
    };
    progress.history.push(record);
    Object.assign(progress, { epoch: record.epoch, step: 0, lossSum: 0, correct: 0 });
    await this.options.onEpoch?.(record);
  }

  /** Accuracy on the held-out images, of the averaged weights if there are any; remembers the best. */
  async #validate(): Promise<number | undefined> {
    if (this.validation === undefined) return undefined;
    this.step.exchangeAverages();
    const { accuracy } = await evaluate(this.trainer.model, this.validation, this.trainer.preprocessing);
    const { best, epoch } = this.#progress;
    if (this.#recipe.patience !== undefined && (best === undefined || accuracy > best.accuracy)) {
      this.#progress.best = { epoch: epoch + 1, accuracy };
      this.#best = await valuesOf(this.trainer.model.weights.map((w) => [w.originalName, w.read()]));
    }
    this.step.exchangeAverages();
    return accuracy;
  }

  get #isStopped(): boolean {
    return this.options.signal?.aborted === true;
  }

  #isStale(): boolean {
    const { patience } = this.#recipe;
    const { best, epoch } = this.#progress;
    return patience !== undefined && best !== undefined && epoch - best.epoch >= patience;
  }

  /** Gives the model the weights that the training was for. */
  #settle(): void {
    if (this.#best.size === 0) this.step.exchangeAverages();
    else restore(new Map(this.trainer.model.weights.map((w) => [w.originalName, w])), this.#best);
  }

  #means(): { loss: number; accuracy: number } {
    const { step, lossSum, correct } = this.#progress;
    return { loss: lossSum / step, accuracy: correct / (step * this.#recipe.batchSize) };
  }

  #learningRate(step: number): number {
    const { schedule, epochs } = this.#recipe;
    return learningRate(schedule, step, epochs * this.#stepsPerEpoch, this.#stepsPerEpoch);
  }

  async #save(): Promise<void> {
    const tensors = await valuesOf(this.step.variables);
    for (const [name, values] of this.#best) tensors.set(BEST + name, values);
    const { model, recipe } = this.trainer;
    await this.options.store?.save({ model: model.name, recipe, progress: this.#progress, tensors });
  }

  async #resume(): Promise<void> {
    const checkpoint = await this.options.store?.latest();
    if (checkpoint === undefined) return;
    this.#checkSameTraining(checkpoint);
    const isBest = ([name]: [string, Float32Array]) => name.startsWith(BEST);
    const tensors = [...checkpoint.tensors];
    restore(this.step.variables, new Map(tensors.filter((entry) => !isBest(entry))));
    this.#best = new Map(tensors.filter(isBest).map(([name, values]) => [name.slice(BEST.length), values]));
    this.#progress = checkpoint.progress;
  }

  #checkSameTraining({ model, recipe }: Checkpoint): void {
    const { location } = this.options.store ?? {};
    if (model !== this.trainer.model.name) {
      throw new ConvzooError(`${location} is a checkpoint of ${model}, not of ${this.trainer.model.name}`);
    }
    const changed = [...new Set([...Object.keys(recipe), ...Object.keys(this.#recipe)])].filter(
      (key) =>
        JSON.stringify(recipe[key as keyof Recipe]) !== JSON.stringify(this.#recipe[key as keyof Recipe]),
    );
    if (changed.length > 0) {
      throw new ConvzooError(`${location} was trained by a recipe with another ${changed.join(', ')}`);
    }
  }
}

interface Written {
  shape: tf.Shape;
  write?(value: tf.Tensor): unknown;
  assign?(value: tf.Tensor): unknown;
}

function restore(targets: ReadonlyMap<string, Written>, values: ReadonlyMap<string, Float32Array>): void {
  const missing = [...targets.keys()].filter((name) => !values.has(name));
  const unknown = [...values.keys()].filter((name) => !targets.has(name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new ConvzooError(
      `a checkpoint does not fit: it lacks [${missing.join(', ')}] and has the unknown [${unknown.join(', ')}]`,
    );
  }
  tidy(() => {
    for (const [name, target] of targets) {
      const value = tensor(values.get(name) as Float32Array, target.shape as number[]);
      if (target.write) target.write(value);
      else target.assign?.(value);
    }
  });
}

async function valuesOf(tensors: Iterable<[string, tf.Tensor]>): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  for (const [name, tensor] of tensors) values.set(name, ((await tensor.data()) as Float32Array).slice());
  return values;
}
