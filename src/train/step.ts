import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data/dataset';
import { compile, runEagerly, type Compiled } from '../engine/compile';
import { preprocess, type Preprocessing } from '../preprocessing';
import { scoresOf, type Scores } from '../scores';
import { lossOf } from './loss';
import { makeOptimizer, type Optimizer } from './optimizer';
import type { Recipe } from './recipe';

export interface StepResult {
  /** Mean over the batch. */
  loss: number;
  /** Images classified correctly, before the update. */
  correct: number;
}

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
  readonly #compiled: Compiled;

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
    this.#weights = model.weights.map((weight) => ({
      weight,
      slots: trainable.has(weight) ? this.#optimizer.slots.map(() => zerosLike(weight)) : [],
      average: recipe.averageDecay === undefined ? undefined : copyOf(weight),
      isTrained: trainable.has(weight),
    }));
    this.variables = new Map(this.#weights.flatMap((tracked) => this.#named(tracked)));
    const make = isEager ? runEagerly : compile;
    this.#compiled = make([...this.variables.values()], (feeds) => this.#step(feeds));
  }

  /**
   * Trains on one batch. The variables may have their new values only after `pull`.
   *
   * @param step counted from 1 over the whole training
   */
  async run({ images, labels }: Batch, learningRate: number, step: number): Promise<StepResult> {
    const rates = [...this.#optimizer.rates(learningRate, step), this.#averageKept(step)];
    const scalars = rates.map((rate) => tf.scalar(rate));
    const results = this.#compiled.run([images, labels, ...scalars]);
    const [loss = NaN, correct = NaN] = await Promise.all(
      results.map((result) => scalar(result as tf.Scalar)),
    );
    tf.dispose([scalars, results]);
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

  /** Loss and correct answers of a batch, and the update; `feeds` are images, labels and rates. */
  #step([images, labels, ...rates]: tf.Tensor[]): tf.Tensor[] {
    let correct: tf.Scalar | undefined;
    const lossOfBatch = () => {
      const scores = this.#forward(images as tf.Tensor4D);
      correct = tf.keep(correctOf(scores, labels as tf.Tensor1D, this.#scores.winner));
      return this.#withPenalties(lossOf(this.recipe.loss, scores, labels as tf.Tensor1D));
    };
    const trained = this.#weights.filter(({ isTrained }) => isTrained);
    const variables = trained.map(({ weight }) => variableOf(weight));
    const { value, grads } = tf.variableGrads(lossOfBatch, variables);
    this.#update(trained, this.#clipped(grads), rates.slice(0, -1) as tf.Scalar[]);
    this.#follow(rates.at(-1) as tf.Scalar);
    if (correct === undefined) throw new Error('training step: the model was not run');
    return [value, correct];
  }

  #forward(images: tf.Tensor4D): tf.Tensor2D {
    const input = preprocess(images, this.preprocessing);
    return this.#scores.model.apply(input, { training: true }) as tf.Tensor2D;
  }

  /** Regularisers that the user's own layers bring along. */
  #withPenalties(loss: tf.Scalar): tf.Scalar {
    return this.#scores.model.calculateLosses().reduce((sum, penalty) => tf.add(sum, penalty), loss);
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
    for (const { weight, slots } of weights) {
      const gradient = gradients[variableOf(weight).name];
      if (gradient === undefined) continue;
      weight.write(this.#optimizer.update(weight.read(), gradient, slots, rates));
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
