import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data/dataset';
import { compile, runEagerly, type Compiled } from '../engine/compile';
import { withDropoutFactor } from '../layers/dropout';
import { withNoise } from '../ops/noise';
import { preprocess, type Preprocessing } from '../preprocessing';
import { Random } from '../random';
import { scoresOf, type Scores } from '../scores';
import { lossOf } from './loss';
import { mixed, mixWeight } from './mixup';
import { makeOptimizer, type Optimizer } from './optimizer';
import type { Recipe } from './recipe';

export interface StepResult {
  /** Mean over the batch. */
  loss: number;
  /** Images classified correctly, before the update. */
  correct: number;
}

/** Each of these keys its own stream of random numbers beside the seed. */
const NOISE = 4;
const MIXUP = 5;

/**
 * One update of a model's weights after another, and all the state that goes with it.
 *
 * `variables` names everything a checkpoint must hold: weights, optimizer slots, averages.
 */
export class TrainingStep {
  readonly variables: ReadonlyMap<string, tf.Variable>;
  readonly #scores: Scores;
  readonly #optimizer: Optimizer;
  readonly #weights: TrackedWeight[];
  /** What the learning rate is multiplied by for some weights or others. */
  readonly #rateFactors: number[];
  readonly #compiled: Compiled;
  /** Names the random numbers of the step under way. */
  #noise: [number, number] = [0, 0];

  /** @param isEager whether to run operation by operation where the engine has a faster way */
  constructor(
    model: tf.LayersModel,
    private readonly recipe: Recipe,
    private readonly preprocessing: Preprocessing,
    isEager = false,
  ) {
    this.#scores = scoresOf(model);
    this.#optimizer = makeOptimizer(recipe.optimizer);
    const trainable = new Set(model.trainableWeights);
    const rateFactors = rateFactorsOf(model, recipe);
    this.#weights = model.weights.map((weight) => ({
      weight,
      slots: trainable.has(weight) ? this.#optimizer.slots.map(() => zerosLike(weight)) : [],
      average: recipe.averageDecay === undefined ? undefined : copyOf(weight),
      isTrained: trainable.has(weight),
      rateFactor: rateFactors.get(weight) ?? 1,
    }));
    const trained = this.#weights.filter(({ isTrained }) => isTrained);
    this.#rateFactors = [...new Set(trained.map(({ rateFactor }) => rateFactor))];
    this.variables = new Map(this.#weights.flatMap((tracked) => this.#named(tracked)));
    const make = isEager ? runEagerly : compile;
    this.#compiled = make([...this.variables.values()], (feeds) => this.#step(feeds), {
      precision: recipe.precision,
    });
  }

  /**
   * Trains on one batch. The variables may have their new values only after `pull`.
   *
   * @param step counted from 1 over the whole training
   */
  async run({ images, labels }: Batch, learningRate: number, step: number): Promise<StepResult> {
    const { seed, mixup } = this.recipe;
    const random = new Random(seed, NOISE, step);
    this.#noise = [random.integer(2 ** 31), random.integer(2 ** 31)];
    const numbers = [
      mixup === undefined ? 1 : mixWeight(mixup.alpha, new Random(seed, MIXUP, step)),
      this.#averageKept(step),
      ...this.#rateFactors.flatMap((factor) => this.#optimizer.rates(factor * learningRate, step)),
    ];
    const fed = [tf.tensor1d(this.#noise, 'int32'), ...numbers.map((number) => tf.scalar(number))];
    const results = this.#compiled.run([images, labels, ...fed]);
    const [loss = NaN, correct = NaN] = await Promise.all(
      results.map((result) => scalar(result as tf.Scalar)),
    );
    tf.dispose([fed, results]);
    return { loss, correct };
  }

  /** Gives the variables the values that they have after the steps so far. */
  pull(): void {
    this.#compiled.pull();
  }

  /** Exchanges weights and averages, so that the model predicts with the averages until the next exchange. */
  exchangeAverages(): void {
    tf.tidy(() => {
      for (const { weight, average } of this.#weights) {
        if (average === undefined) continue;
        const value = weight.read().clone();
        weight.write(average.clone());
        average.assign(value);
      }
    });
  }

  dispose(): void {
    this.#compiled.dispose();
    for (const { slots, average } of this.#weights) tf.dispose([...slots, ...(average ? [average] : [])]);
  }

  /** Loss and correct answers of a batch, and the update; `feeds` are as `run` makes them. */
  #step([images, labels, noise, mix, kept, ...rates]: tf.Tensor[]): tf.Tensor[] {
    let correct: tf.Scalar | undefined;
    const lossOfBatch = () => {
      const key = { numbers: this.#noise, tensor: noise as tf.Tensor1D };
      const scores = withNoise(key, () => this.#forward(images as tf.Tensor4D, mix as tf.Scalar));
      const [main] = scores as [tf.Tensor2D];
      correct = tf.keep(correctOf(main, labels as tf.Tensor1D, this.#scores.winner));
      const target = tf.oneHot(labels as tf.Tensor1D, main.shape[1]).toFloat() as tf.Tensor2D;
      return this.#loss(scores, this.#mixed(target, mix as tf.Scalar));
    };
    const trained = this.#weights.filter(({ isTrained }) => isTrained);
    const variables = trained.map(({ weight }) => variableOf(weight));
    const { value, grads } = tf.variableGrads(lossOfBatch, variables);
    this.#update(trained, this.#clipped(grads), rates as tf.Scalar[]);
    this.#follow(kept as tf.Scalar);
    if (correct === undefined) throw new Error('training step: the model was not run');
    return [value, correct];
  }

  /** The scores of the classifier and of each auxiliary head. */
  #forward(images: tf.Tensor4D, mix: tf.Scalar): tf.Tensor2D[] {
    const input = this.#mixed(preprocess(images, this.preprocessing), mix);
    const apply = () => this.#scores.trained.apply(input, { training: true }) as tf.Tensor2D | tf.Tensor2D[];
    const scores = withDropoutFactor(this.recipe.dropoutFactor ?? 1, apply);
    return Array.isArray(scores) ? scores : [scores];
  }

  #mixed<T extends tf.Tensor>(batch: T, weight: tf.Scalar): T {
    return this.recipe.mixup === undefined ? batch : mixed(batch, weight);
  }

  /** The weighted sum of all heads' losses, with regularisers that the user's own layers bring along. */
  #loss([main, ...auxiliary]: tf.Tensor2D[], target: tf.Tensor2D): tf.Scalar {
    const { loss, auxiliaryWeights, classWeights } = this.recipe;
    const lossFor = (scores: tf.Tensor2D) => lossOf(loss, scores, target, classWeights);
    const terms: tf.Scalar[] = [
      lossFor(main as tf.Tensor2D),
      ...auxiliary.map((scores, i) => tf.mul<tf.Scalar>(lossFor(scores), auxiliaryWeights[i] ?? 0)),
      ...this.#scores.trained.calculateLosses(),
    ];
    return terms.reduce((sum, term) => tf.add(sum, term));
  }

  #clipped(gradients: tf.NamedTensorMap): tf.NamedTensorMap {
    const { clipNorm } = this.recipe;
    if (clipNorm === undefined) return gradients;
    const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
    const norm = tf.sqrt(tf.addN(squares));
    const factor = tf.minimum(1, tf.div(clipNorm, norm));
    return Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, tf.mul(g, factor)]));
  }

  #update(weights: TrackedWeight[], gradients: tf.NamedTensorMap, rates: tf.Scalar[]): void {
    const each = rates.length / this.#rateFactors.length;
    for (const { weight, slots, rateFactor } of weights) {
      const gradient = gradients[variableOf(weight).name];
      if (gradient === undefined) continue;
      const first = each * this.#rateFactors.indexOf(rateFactor);
      this.#optimizer.update(variableOf(weight), gradient, slots, rates.slice(first, first + each));
      // Constraints are applied on writing another tensor.
      if (weight.constraint != null) weight.write(tf.clone(weight.read()));
    }
  }

  /** Early averages forget faster, or the first weights would weigh on them. */
  #averageKept(step: number): number {
    return Math.min(this.recipe.averageDecay ?? 0, (1 + step) / (10 + step));
  }

  #follow(kept: tf.Scalar): void {
    for (const { weight, average } of this.#weights) {
      const value = weight.read();
      average?.assign(tf.add(value, tf.mul(tf.sub(average, value), kept)));
    }
  }

  #named({ weight, slots, average }: TrackedWeight): [string, tf.Variable][] {
    const name = weight.originalName;
    return [
      [name, variableOf(weight)],
      ...slots.map((slot, i): [string, tf.Variable] => [`${name}#${this.#optimizer.slots[i]}`, slot]),
      ...(average === undefined ? [] : [[`${name}#average`, average] as [string, tf.Variable]]),
    ];
  }
}

interface TrackedWeight {
  weight: tf.LayerVariable;
  slots: tf.Variable[];
  average: tf.Variable | undefined;
  isTrained: boolean;
  rateFactor: number;
}

/** What the learning rate is multiplied by for each weight whose layer the recipe names. */
function rateFactorsOf(
  { layers }: tf.LayersModel,
  { rateFactors = {} }: Recipe,
): Map<tf.LayerVariable, number> {
  const factors = layers.flatMap(({ name, weights }) =>
    weights.map((weight): [tf.LayerVariable, number] => [weight, rateFactors[name] ?? 1]),
  );
  return new Map(factors);
}

/** Images whose best score is their label's. Scores `[batch, classes]`, labels `[batch]`; a scalar. */
export function correctOf(scores: tf.Tensor2D, labels: tf.Tensor1D, winner: Scores['winner']): tf.Scalar {
  return tf.tidy(() => {
    const best = winner === 'largest' ? tf.argMax(scores, 1) : tf.argMin(scores, 1);
    return tf.sum(tf.equal(best, labels).toFloat());
  });
}

/** The number in a scalar; not every engine can read it synchronously. */
export async function scalar(tensor: tf.Scalar): Promise<number> {
  const [value] = await tensor.data();
  if (value === undefined) throw new Error('expected a scalar');
  return value;
}

/** tfjs-layers keeps a weight in a tf.Variable and types what it reads as a tensor. */
function variableOf(weight: tf.LayerVariable): tf.Variable {
  return weight.read() as tf.Variable;
}

function zerosLike(weight: tf.LayerVariable): tf.Variable {
  return tf.tidy(() => tf.variable(tf.zerosLike(weight.read()), false));
}

function copyOf(weight: tf.LayerVariable): tf.Variable {
  return tf.tidy(() => tf.variable(weight.read().clone(), false));
}
