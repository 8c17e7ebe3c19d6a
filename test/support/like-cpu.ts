import * as tf from '@tensorflow/tfjs';
import { Random } from '../../src/random';

export type Op = (...inputs: tf.Tensor[]) => tf.Tensor;

const random = new Random(21);

/**
 * Expects of `op` on an engine what `reference` gives on the cpu engine, for random inputs: the same output
 * and the same gradients of sum(dy * op(inputs)) for a random dy, and no tensor left behind.
 *
 * @param scale inputs are drawn from [-scale, scale)
 */
export async function expectLikeCpu(
  engine: string,
  shapes: number[][],
  op: Op,
  reference: Op = op,
  scale = 1,
): Promise<void> {
  const data = shapes.map((shape) =>
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform(-scale, scale)),
  );
  const seed = random.integer(1e6);
  const expected = await valueAndGradients('cpu', reference, shapes, data, seed);
  const actual = await valueAndGradients(engine, op, shapes, data, seed);
  actual.forEach((values, i) =>
    expect(relativeError(values, expected[i] as tf.TypedArray)).toBeLessThan(1e-4),
  );
}

async function valueAndGradients(
  engine: string,
  op: Op,
  shapes: number[][],
  data: Float32Array[],
  seed: number,
): Promise<tf.TypedArray[]> {
  await tf.setBackend(engine);
  const before = tf.memory();
  const inputs = shapes.map((shape, i) => tf.tensor(data[i] as Float32Array, shape));
  const results = tf.tidy(() => {
    const output = op(...inputs);
    const draw = new Random(seed);
    const dy = Float32Array.from({ length: output.size }, () => draw.uniform(-1, 1));
    return [output, ...tf.grads(op)(inputs, tf.tensor(dy, output.shape))];
  });
  const values = results.map((result) => result.dataSync());
  tf.dispose([...inputs, ...results]);
  const { numTensors, numDataBuffers } = tf.memory();
  expect({ numTensors, numDataBuffers }).toEqual({
    numTensors: before.numTensors,
    numDataBuffers: before.numDataBuffers,
  });
  return values;
}

/** The largest difference, relative to the largest value expected. */
export function relativeError(actual: tf.TypedArray, expected: tf.TypedArray): number {
  expect(actual).toHaveLength(expected.length);
  let difference = 0;
  let scale = 1e-6;
  expected.forEach((value, i) => {
    const distance = Math.abs(value - (actual[i] as number));
    difference = Number.isNaN(distance) ? Infinity : Math.max(difference, distance);
    scale = Math.max(scale, Math.abs(value));
  });
  return difference / scale;
}
