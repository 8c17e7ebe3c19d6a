import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { digits } from '../../src/data/digits';
import { ConvzooError } from '../../src/errors';
import { evaluate } from '../../src/train/evaluate';
import { numberOfGraphs } from '../support/graphs';
import { GREY_32 } from '../support/sample-card';

const data = digits({ size: 8, seed: 3 });
const model = () => create('lenet5', { seed: 4 });

/** How many the model alone gets right: the digit in the middle of 32x32, black is -0.1 as the preprocessing says. */
function correctBy(classifier: tf.LayersModel): number {
  return tf.tidy(() => {
    const pixels = tf.tensor4d(Float32Array.from(data.images), [data.size, 28, 28, 1]);
    const input = tf.pad(
      tf.div(tf.sub(pixels, 20), 200),
      [
        [0, 0],
        [2, 2],
        [2, 2],
        [0, 0],
      ],
      -0.1,
    );
    const found = tf.argMax(classifier.predict(input) as tf.Tensor, 1).dataSync();
    return data.labels.filter((label, i) => label === found[i]).length;
  });
}

it('counts what the model gets right, in batches of which the last is short', async () => {
  const classifier = model();
  const done: number[] = [];
  const options = { batchSize: 3, onBatch: (images: number) => done.push(images) };
  const { accuracy, correct, images } = await evaluate(classifier, data, GREY_32, options);
  expect([correct, images]).toEqual([correctBy(classifier), 8]);
  expect(accuracy).toBe(correct / 8);
  expect(done).toEqual([3, 6, 8]);
});

it('leaves neither tensors nor graphs behind, also when it is broken off', async () => {
  const classifier = model();
  const before = [tf.memory().numTensors, numberOfGraphs()];
  await evaluate(classifier, data, GREY_32, { batchSize: 5 });
  expect([tf.memory().numTensors, numberOfGraphs()]).toEqual(before);
  const broken = evaluate(classifier, data, GREY_32, {
    batchSize: 5,
    onBatch: () => {
      throw new Error('broken off');
    },
  });
  await expect(broken).rejects.toThrow('broken off');
  expect([tf.memory().numTensors, numberOfGraphs()]).toEqual(before);
});

it.each([
  [
    'other classes',
    () => create('lenet5', { classes: 5, seed: 4 }),
    GREY_32,
    /lenet5 has 5 outputs for 10 classes/,
  ],
  [
    'images in colour',
    () => create('lenet5', { inputShape: [32, 32, 3], seed: 4 }),
    { ...GREY_32, channels: 3 as const, mean: [20, 20, 20], std: [200, 200, 200] },
    /its images are 28x28x1, the preprocessing expects 28x28x3/,
  ],
  [
    'another frame',
    model,
    { ...GREY_32, padding: 0 },
    /takes images of 32x32x1, its preprocessing gives 28x28x1/,
  ],
])('refuses a model for %s than the data set has', async (_, make, preprocessing, message) => {
  const attempt = evaluate(make(), data, preprocessing);
  await expect(attempt).rejects.toThrow(ConvzooError);
  await expect(attempt).rejects.toThrow(message);
});
