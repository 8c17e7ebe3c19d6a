import type { Batch, BatchSource } from '../data/dataset';
import { ConvzooError } from '../errors';
import { Random } from '../random';
import type { Checkpoint, EpochRecord, Progress } from './checkpoint';
import { DivergedError } from './diverged-error';
import { evaluate } from './evaluate';
import { changedFields, type Recipe } from './recipe';
import { learningRate } from './schedule';
import type { TrainingStep } from './step';
import type { FitOptions, Outcome, Trainer } from './trainer';
import { restore, valuesOf } from './values';

/** Stands before the names of the best weights in a checkpoint. */
const BEST = 'best:';

/** One call of `Trainer.fit`: the state of a training and how it moves. */
export class Run {
  #progress: Progress = { epoch: 0, step: 0, lossSum: 0, correct: 0, seconds: 0, history: [] };
  #best = new Map<string, Float32Array>();
  readonly #recipe: Recipe;
  readonly #stepsPerEpoch: number;

  constructor(
    private readonly trainer: Trainer,
    private readonly step: TrainingStep,
    private readonly train: BatchSource,
    private readonly validation: BatchSource | undefined,
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
      if (this.#isStopped) isInterrupted = true;
      else {
        isInterrupted = !(await this.#epoch());
        await this.#save();
      }
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
      const batchLoss = await this.#train(batch);
      const now = performance.now();
      progress.seconds += (now - mark) / 1000;
      this.#report(batchLoss, (now - mark) / 1000);
      mark = now;
      if (this.#isStopped && progress.step < this.#stepsPerEpoch) return false;
    }
    await this.#closeEpoch();
    return true;
  }

  /** The loss of the batch. */
  async #train(batch: Batch): Promise<number> {
    const progress = this.#progress;
    const done = progress.epoch * this.#stepsPerEpoch + progress.step;
    const rate = this.#learningRate(done);
    const { loss, correct } = await this.step.run(batch, rate, done + 1);
    batch.images.dispose();
    batch.labels.dispose();
    if (!Number.isFinite(loss)) {
      const good = this.options.store?.location;
      throw new DivergedError(
        `the loss became ${loss} at step ${progress.step + 1} of epoch ${progress.epoch + 1}, ` +
          `learning rate ${rate}; ${good === undefined ? 'there is no checkpoint yet' : `last good checkpoint: ${good}`}`,
      );
    }
    progress.step += 1;
    progress.lossSum += loss;
    progress.correct += correct;
    return loss;
  }

  #report(batchLoss: number, seconds: number): void {
    const { epoch, step, seconds: soFar } = this.#progress;
    const done = epoch * this.#stepsPerEpoch + step;
    this.options.onStep?.({
      epoch: epoch + 1,
      epochs: this.#recipe.epochs,
      step,
      steps: this.#stepsPerEpoch,
      ...this.#means(),
      batchLoss,
      learningRate: this.#learningRate(done - 1),
      imagesPerSecond: this.#recipe.batchSize / seconds,
      secondsLeft: (soFar / done) * (this.#recipe.epochs * this.#stepsPerEpoch - done),
    });
  }

  async #closeEpoch(): Promise<void> {
    this.step.pull();
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
    this.step.pull();
    const { store } = this.options;
    if (store === undefined) return;
    const tensors = await valuesOf(this.step.variables);
    for (const [name, values] of this.#best) tensors.set(BEST + name, values);
    const { model, recipe } = this.trainer;
    await store.save({ model: model.name, recipe, progress: this.#progress, tensors });
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
    const changed = changedFields(recipe, this.#recipe);
    if (changed.length > 0) {
      throw new ConvzooError(`${location} was trained by a recipe with another ${changed.join(', ')}`);
    }
  }
}
