import * as tf from '@tensorflow/tfjs';
import { freeze, type Computation, type Frozen } from '../engine/freeze';
import { fold } from './fold';
import { layerGraphOf, tensorOf, type LayerGraph, type Value } from './layer-graph';

/**
 * Runs a model's inference the fastest way that the engine has: on `tensorflow` as one frozen graph, elsewhere
 * by fewer and fused operations. Weights that have changed since the last call are seen.
 */
export class Predictor {
  readonly #weights: tf.LayerVariable[];
  /** The data of the weights that the computation was made with. */
  #data: object[] = [];
  #frozen: Frozen | undefined;

  /**
   * @param model with one input; it stays the caller's
   * @param graph what to compute of the model's layers; all as far as its first output unless told
   */
  constructor(
    private readonly model: tf.LayersModel,
    private readonly graph?: LayerGraph,
  ) {
    this.#weights = model.weights;
  }

  /**
   * The model's first output, the same as by `model.predict` except for rounding.
   *
   * @param x `[batch, ...]`, all of it one batch; it and the result are the caller's
   * @throws ConvzooError where the model has more than one input, or layers that mask time steps
   */
  predict(x: tf.Tensor): tf.Tensor {
    const data = this.#weights.map((weight) => weight.read().dataId);
    if (this.#frozen === undefined || data.some((each, i) => each !== this.#data[i])) {
      this.dispose();
      this.#frozen = freeze(() => inference(this.model, this.graph));
      this.#data = data;
    }
    return this.#frozen.run(x);
  }

  /** Frees what it made of the model, but not the model. A later `predict` makes it anew. */
  dispose(): void {
    this.#frozen?.dispose();
    this.#frozen = undefined;
  }
}

/** A model's folded inference with the weights of the moment. */
function inference(model: tf.LayersModel, graph?: LayerGraph): Computation {
  const { input, steps, output, tensors } = fold(graph ?? layerGraphOf(model));
  const lastReader = new Map<Value, number>();
  steps.forEach(({ inputs }, i) => inputs.forEach((value) => lastReader.set(value, i)));
  lastReader.delete(input);
  lastReader.delete(output);

  const run = (x: tf.Tensor): tf.Tensor => {
    const values = new Map([[input, x]]);
    steps.forEach(({ inputs, outputs, run }, i) => {
      const made = run(inputs.map((value) => tensorOf(value, values)));
      outputs.forEach((value, k) => values.set(value, made[k] as tf.Tensor));
      for (const value of inputs) {
        if (lastReader.get(value) === i) tensorOf(value, values).dispose();
      }
    });
    return tensorOf(output, values);
  };
  return {
    run: (x) => tf.tidy(() => run(x)),
    tensors: [...tensors, ...model.weights.map((weight) => weight.read())],
    dispose: () => tf.dispose(tensors),
  };
}
