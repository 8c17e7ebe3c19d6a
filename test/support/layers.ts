import * as tf from '@tensorflow/tfjs';
import { Random } from '../../src/random';

/** Values in [-1, 1) that depend only on the seed. */
export function randomTensor<S extends number[]>(shape: S, seed: number): tf.Tensor {
  const random = new Random(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.uniform(-1, 1)),
    shape,
  );
}

/** A model of one layer, its weights drawn from the seed. */
export function modelOf(layer: tf.layers.Layer, inputShape: number[], seed = 1): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
  model.layers.forEach((each) => {
    if (each.trainableWeights.length === 0) return;
    each.trainableWeights.forEach((weight, i) => {
      const value = randomTensor(weight.shape as number[], seed + i);
      weight.write(value);
      value.dispose();
    });
  });
  return model;
}

/** What a layer with these trainable weights makes of an input. */
export function outputOf(layer: tf.layers.Layer, input: tf.Tensor, weights: number[][] = []): number[] {
  const built = tf.input({ shape: input.shape.slice(1) });
  const model = tf.model({ inputs: built, outputs: layer.apply(built) as tf.SymbolicTensor });
  layer.trainableWeights.forEach((weight, i) =>
    weight.write(tf.tensor(weights[i] ?? [], weight.shape as number[])),
  );
  return [...(model.predict(input) as tf.Tensor).dataSync()];
}

/**
 * The largest difference between the gradients of `sum(r * layer(x))` and their central finite differences,
 * relative to the largest gradient, over the input and each trainable weight.
 */
export function gradientError(model: tf.LayersModel, inputShape: number[], kwargs = {}): number {
  const x = tf.variable(randomTensor(inputShape, 11));
  const call = () => model.apply(x, kwargs) as tf.Tensor;
  const r = tf.tidy(() => randomTensor(call().shape, 12));
  const weights = r.dataSync();
  const loss = () => tf.tidy(() => tf.sum(tf.mul(call(), r)) as tf.Scalar);
  /** The same in double precision. */
  const precise = () =>
    [...tf.tidy(() => call().dataSync())].reduce((sum, each, i) => sum + each * (weights[i] ?? NaN), 0);
  const variables = [x, ...model.trainableWeights.map((weight) => weight.read() as tf.Variable)];
  const { value, grads } = tf.variableGrads(loss, variables);
  value.dispose();
  let worst = 0;
  for (const variable of variables) {
    const gradient = grads[variable.name]?.dataSync();
    if (gradient === undefined) throw new Error(`no gradient for ${variable.name}`);
    const scale = Math.max(1e-3, ...gradient.map(Math.abs));
    const original = variable.dataSync().slice();
    for (let i = 0; i < original.length; i += Math.ceil(original.length / 40)) {
      const difference = (centralDifference(variable, original, i, precise) - (gradient[i] ?? NaN)) / scale;
      worst = Math.max(worst, Number.isNaN(difference) ? Infinity : Math.abs(difference));
    }
  }
  tf.dispose([x, r, grads]);
  return worst;
}

/**
 * The model with every ReLU behind a batch norm far from its kink, where finite differences show nothing: its betas are
 * 4. Kernels are scaled, so that what is added to these is small; in a max pooling that brings the values together.
 */
export function withoutKinks(model: tf.LayersModel, kernels = 0.1): tf.LayersModel {
  for (const weight of model.weights) {
    if (weight.originalName.endsWith('beta')) weight.write(tf.fill(weight.shape as number[], 4));
    if (weight.originalName.endsWith('kernel')) weight.write(tf.mul(weight.read(), kernels));
  }
  return model;
}

function centralDifference(
  variable: tf.Variable,
  original: ArrayLike<number>,
  index: number,
  value: () => number,
): number {
  const step = 1e-2;
  const at = (offset: number) => {
    const values = Float32Array.from(original);
    values[index] = (values[index] ?? NaN) + offset;
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    return value();
  };
  const slope = (at(step) - at(-step)) / (2 * step);
  at(0);
  return slope;
}

/** The model after a trip through tfjs's file format. */
export async function saveAndLoad(model: tf.LayersModel): Promise<tf.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  if (saved === undefined) throw new Error('the model was not saved');
  return tf.loadLayersModel(tf.io.fromMemory(saved));
}

/** Largest absolute difference of two models' outputs for the same random input. */
export function outputDifference(a: tf.LayersModel, b: tf.LayersModel, inputShape: number[]): number {
  return tf.tidy(() => {
    const x = randomTensor(inputShape, 21);
    const outputs = (model: tf.LayersModel) => tf.concat([model.predict(x)].flat().map((y) => y.flatten()));
    return tf.max(tf.abs(tf.sub(outputs(a), outputs(b)))).dataSync()[0] ?? NaN;
  });
}

/** Weights as bytes: millions of numbers are compared in no time. */
export function bytesOf(weights: tf.LayerVariable[]): Buffer {
  const values = weights.map((weight) => weight.read().dataSync());
  return Buffer.concat(
    values.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
}
