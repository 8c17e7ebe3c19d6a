import * as tf from '@tensorflow/tfjs';
import { preprocess } from '../src/preprocessing';

describe('preprocess', () => {
  it('frames an image with the background and scales each channel by its own mean and deviation', () => {
    const pixels = tf.tensor4d([10, 100], [1, 1, 1, 2]);
    const framed = preprocess(pixels, {
      imageSize: [1, 1],
      channels: 3,
      padding: 1,
      background: 20,
      mean: [10, 50],
      std: [10, 25],
    });
    expect(framed.shape).toEqual([1, 3, 3, 2]);
    const edge = [1, -1.2];
    const expected = [...edge, ...edge, ...edge, ...edge, 0, 2, ...edge, ...edge, ...edge, ...edge];
    [...framed.dataSync()].forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
  });

  it("takes LeNet-5's paper to -0.1 and its ink to 1.175", () => {
    const scaled = preprocess(tf.tensor4d([0, 255], [1, 1, 2, 1]), {
      imageSize: [1, 2],
      channels: 1,
      padding: 0,
      background: 0,
      mean: [20],
      std: [200],
    });
    const [paper, ink] = scaled.dataSync();
    expect(paper).toBeCloseTo(-0.1, 6);
    expect(ink).toBeCloseTo(1.175, 6);
  });

  it('puts colours into the order that the network reads, before mean and deviation', () => {
    const scaled = preprocess(tf.tensor4d([10, 20, 30, 40, 50, 60], [1, 1, 2, 3]), {
      imageSize: [1, 2],
      channels: 3,
      order: 'bgr',
      padding: 0,
      background: 0,
      mean: [30, 0, 0],
      std: [10, 10, 1],
    });
    expect([...scaled.dataSync()]).toEqual([0, 2, 10, 3, 5, 40]);
  });

  it('leaves one tensor behind: its result', () => {
    const pixels = tf.zeros([2, 4, 4, 1]) as tf.Tensor4D;
    const before = tf.memory().numTensors;
    preprocess(pixels, { imageSize: [4, 4], channels: 1, padding: 2, background: 0, mean: [0], std: [1] });
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});
