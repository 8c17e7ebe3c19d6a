import * as tf from '@tensorflow/tfjs';

/**
 * What a layer makes of an input. Weights are told by the ends of their names, as one value for all or in their order;
 * the others are 1 if kernels, and 0 if biases, and batch norms change nothing.
 */
export function outputWith(
  layer: tf.layers.Layer,
  x: tf.Tensor,
  told: Record<string, number | number[]> = {},
): number[] {
  const input = tf.input({ shape: x.shape.slice(1) });
  const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
  for (const weight of model.weights) {
    const shape = weight.shape as number[];
    const value =
      Object.entries(told).find(([end]) => weight.originalName.endsWith(end))?.[1] ??
      untold(weight.originalName);
    weight.write(typeof value === 'number' ? tf.fill(shape, value) : tf.tensor(value, shape));
  }
  return [...(model.predict(x) as tf.Tensor).dataSync()];
}

function untold(name: string): number {
  if (name.endsWith('moving_variance')) return 1 - 1e-5;
  return /kernel$|gamma$/.test(name) ? 1 : 0;
}

/** That the values are those expected, up to rounding. */
export function expectClose(actual: number[], expected: number[]): void {
  expect(actual.map((value) => Number(value.toFixed(3)))).toEqual(expected);
}
