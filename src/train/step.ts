import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data/dataset';
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

  constructor(
    model: tf.LayersModel,
    private readonly recipe: Recipe,
    private readonly preprocessing: Preprocessing,
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
  }

  /**
   * Trains on one batch.
   *
   * @param step counted from 1 over the whole training
   */
  async run({ images, labels }: Batch, learningRate: number, step: number): Promise<StepResult> {
    let correct: tf.Scalar | undefined;
    const lossOfBatch = () => {
      const scores = this.#forward(images);
      correct = tf.keep(correctOf(scores, labels, this.#scores.winner));
      return this.#withPenalties(lossOf(this.recipe.loss, scores, labels));
    };
    const loss = tf.tidy(() => {
      const trained = this.#weights.filter(({ isTrained }) => isTrained);
      const variables = trained.map(({ weight }) => variableOf(weight));
      const { value, grads } = tf.variableGrads(lossOfBatch, variables);
      this.#update(trained, this.#clipped(grads), this.#optimizer.rates(learningRate, step));
      this.#follow(step);
      return value;
    });
    if (correct === undefined) throw new Error('training step: the model was not run');
    const result = { loss: await scalar(loss), correct: await scalar(correct) };
    tf.dispose([loss, correct]);
    return result;
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
    for (const { slots, average } of this.#weights) tf.dispose([...slots, ...(average ? [average] : [])]);
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

  #update(weights: TrackedWeight[], gradients: tf.NamedTensorMap, rates: number[]): void {
    const scalars = rates.map((rate) => tf.scalar(rate));
    for (const { weight, slots } of weights) {
      const gradient = gradients[variableOf(weight).name];
      if (gradient === undefined) continue;
      weight.write(this.#optimizer.update(weight.read(), gradient, slots, scalars));
    }
  }

  #follow(step: number): void {
    const { averageDecay } = this.recipe;
    if (averageDecay === undefined) return;
    // Early averages forget faster, or the first weights would weigh on them.
    const kept = tf.scalar(Math.min(averageDecay, (1 + step) / (10 + step)));
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
