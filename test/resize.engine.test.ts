import * as tf from '@tensorflow/tfjs';
import { resizeBilinear } from '../src/resize';

async function resized(values: number[], shape: [number, number], size: [number, number]): Promise<number[]> {
  const images = tf.tensor4d(values, [1, ...shape, 1]);
  const result = resizeBilinear(images, size);
  expect(result.shape).toEqual([1, ...size, 1]);
  const found = await result.data();
  tf.dispose([images, result]);
  return [...found];
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, digits = 3): void {
  expect(found.length).toBe(expected.length);
  Array.from(expected, (value, i) => expect(found[i]).toBeCloseTo(value, digits));
}

test('enlarging interpolates between the centres of pixels and repeats the edges', async () => {
  expectClose(await resized([0, 100], [1, 2], [1, 4]), [0, 25, 75, 100]);
});

test('reducing weighs every pixel by a triangle as wide as the reduction', async () => {
  // Pixels 0.5, 0.5 and 1.5 away from the centre have the shares 3/7, 3/7 and 1/7.
  expectClose(await resized([70, 0, 7, 0], [4, 1], [2, 1]), [31, 3]);
});

test('a thin stroke survives a large reduction', async () => {
  const values = new Array<number>(64).fill(0);
  values[21] = 255;
  const found = await resized(values, [1, 64], [1, 4]);
  expect(Math.max(...found)).toBeGreaterThan(10);
});

test('an image of one value keeps it at any size', async () => {
  expectClose(
    await resized(new Array<number>(35).fill(200), [5, 7], [3, 11]),
    new Array<number>(33).fill(200),
  );
});

test('enlarging a batch in colour agrees with tfjs', async () => {
  const images = tf.randomUniform([2, 5, 7, 3], 0, 255, 'float32', 3) as tf.Tensor4D;
  const found = resizeBilinear(images, [13, 9]);
  const expected = tf.image.resizeBilinear(images, [13, 9], false, true);
  expectClose(await found.data(), await expected.data(), 2);
  tf.dispose([images, found, expected]);
});

test('resizing leaves no tensor behind', () => {
  const before = tf.memory().numTensors;
  const images = tf.zeros([2, 5, 7, 3]) as tf.Tensor4D;
  resizeBilinear(images, [3, 3]).dispose();
  images.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
