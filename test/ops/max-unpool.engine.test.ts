import * as tf from '@tensorflow/tfjs';
import { maxPoolWithIndices, maxUnpool } from '../../src/ops/max-unpool';
import { expectLikeCpu } from '../support/like-cpu';
import { randomTensor } from '../support/layers';

const engine = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE ?? '';
beforeEach(() => tf.setBackend(engine));

const values = (tensor: tf.Tensor) => [...tensor.dataSync()];

describe('maxPoolWithIndices', () => {
  it('gives the maxima and where they stood in their image, the first of equals', () => {
    // Two images of 2 x 4 pixels and one channel.
    const x = tf.tensor4d([1, 2, 5, 5, 3, -1, 4, 5, -9, -8, 0, 0, -7, -8, 0, 1], [2, 2, 4, 1]);
    const [pooled, indices] = maxPoolWithIndices(x, 2);
    expect(pooled.shape).toEqual([2, 1, 2, 1]);
    expect(values(pooled)).toEqual([3, 5, -7, 1]);
    expect(indices.dtype).toBe('int32');
    expect(values(indices)).toEqual([4, 2, 4, 7]);
  });

  it.each([1, 2, 3])('pools by windows of %i like tf.maxPool, gradient included', async (size) => {
    await expectLikeCpu(
      engine,
      [[2, 6, 12, 3]],
      (x) => maxPoolWithIndices(x as tf.Tensor4D, size)[0],
      (x) => tf.maxPool(x as tf.Tensor4D, size, size, 'valid'),
    );
  });

  it('counts rows, columns and channels into the index', () => {
    const x = randomTensor([2, 4, 6, 5], 3) as tf.Tensor4D;
    const [pooled, indices] = maxPoolWithIndices(x, 2);
    const images = tf.unstack(tf.reshape(x, [2, -1])).map(values);
    const perImage = tf.unstack(tf.reshape(indices, [2, -1])).map(values);
    const named = perImage.flatMap((each, image) => each.map((index) => images[image]?.[index]));
    expect(named).toEqual(values(pooled));
  });

  it('says when windows do not fit the image', () => {
    expect(() => maxPoolWithIndices(tf.zeros([1, 4, 5, 1]), 2)).toThrow(
      "windows of 2 don't fit an image of 4 x 5",
    );
  });
});

describe('maxUnpool', () => {
  it('puts values where the maxima stood, zeros elsewhere', () => {
    const [, indices] = maxPoolWithIndices(tf.tensor4d([1, 2, 5, 6, 3, -1, 4, 5], [1, 2, 4, 1]), 2);
    const images = maxUnpool(tf.tensor4d([10, 20], [1, 1, 2, 1]), indices, 2);
    expect(images.shape).toEqual([1, 2, 4, 1]);
    expect(values(images)).toEqual([0, 0, 0, 20, 10, 0, 0, 0]);
  });

  it.each([2, 3])('has the values and gradients of a mask for windows of %i', async (size) => {
    const shape: [number, number, number, number] = [2, 6, 12, 3];
    const guide = randomTensor(shape, 5).dataSync();
    const image = () => tf.tensor4d(guide, shape);
    await expectLikeCpu(
      engine,
      [[2, 6 / size, 12 / size, 3]],
      (x) => maxUnpool(x as tf.Tensor4D, maxPoolWithIndices(image(), size)[1], size),
      (x) => {
        const [batch, height, width, channels] = shape;
        const grown = (small: tf.Tensor) => {
          const cells = tf.reshape(small, [(batch * height) / size, 1, width / size, 1, channels]);
          return tf.reshape(tf.mul(cells, tf.ones([1, size, 1, size, 1])), shape);
        };
        const isMaximum = tf.equal(image(), grown(tf.maxPool(image(), size, size, 'valid')));
        return tf.mul(grown(x as tf.Tensor), tf.cast(isMaximum, 'float32'));
      },
    );
  });

  it('says when indices are of another shape', () => {
    expect(() => maxUnpool(tf.zeros([1, 2, 2, 1]), tf.zeros([1, 2, 1, 1], 'int32'), 2)).toThrow(
      'max unpooling',
    );
  });
});
