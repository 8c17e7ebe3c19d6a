import * as tf from '@tensorflow/tfjs';
import { Dataset } from '../../src/data/dataset';
import type { Preprocessing } from '../../src/preprocessing';
import { chooseDtype } from '../../src/weights/choose-dtype';

const IDENTITY: Preprocessing = {
  imageSize: [1, 1],
  channels: 1,
  padding: 0,
  background: 0,
  mean: [0],
  std: [1],
};

/** Black images of one pixel, of class 1 but for the first `zeros`. */
function images(count: number, zeros: number): Dataset {
  return new Dataset({
    name: 'black',
    images: new Uint8Array(count),
    labels: Uint8Array.from({ length: count }, (_, i) => (i < zeros ? 0 : 1)),
    imageShape: [1, 1, 1],
    classes: ['zero', 'one'],
    pixels: 'original',
  });
}

/** On a black image its biases decide. */
function withBiases(biases: number[]): tf.LayersModel {
  const fc = tf.layers.dense({ name: 'fc', units: 2 });
  const model = tf.sequential({
    name: 'biases',
    layers: [tf.layers.flatten({ inputShape: [1, 1, 1] }), fc, tf.layers.softmax()],
  });
  tf.tidy(() => fc.setWeights([tf.ones([1, 2]), tf.tensor1d(biases)]));
  return model;
}

// Halves between 2048 and 4096 are even numbers: 2049 becomes 2048, and the tie goes to class 0.
test.each<[string, number[], number, 'float16' | 'float32']>([
  ['float16 where rounding changes no decision', [0, 0.1], 0, 'float16'],
  ['float32 where rounding flips every decision', [2048, 2049], 0, 'float32'],
  ['float16 where rounding makes it better', [2048, 2049], 2001, 'float16'],
  ['float16 where rounding costs 1 image of 2001', [2048, 2049], 1000, 'float16'],
  ['float32 where rounding costs 3 images of 2001', [2048, 2049], 999, 'float32'],
  ['float32 where a weight is beyond the range of float16', [0, 70000], 0, 'float32'],
])('it chooses %s', async (_, biases, zeros, expected) => {
  const before = tf.memory().numTensors;
  const model = withBiases(biases);
  expect(await chooseDtype(model, images(2001, zeros), IDENTITY)).toBe(expected);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
