import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { digits } from '../../src/data/digits';
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
