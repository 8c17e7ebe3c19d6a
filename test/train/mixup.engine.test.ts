import * as tf from '@tensorflow/tfjs';
import { Random } from '../../src/random';
import { mixed, mixWeight } from '../../src/train/mixup';

describe('mixed', () => {
  it('keeps the share of each row and takes the rest of its counterpart from the end of the batch', () => {
    const batch = tf.tensor2d([
      [1, 10],
      [2, 20],
      [5, 50],
    ]);
    // 3/4 of 1 and 1/4 of 5 is 2; the middle row is its own partner.
    expect(mixed(batch, tf.scalar(0.75)).arraySync()).toEqual([
      [2, 20],
      [2, 20],
      [4, 40],
    ]);
  });

  it('is the batch itself at weight 1', () => {
    const batch = tf.tensor1d([1, 2, 3]);
    expect(mixed(batch, tf.scalar(1)).arraySync()).toEqual([1, 2, 3]);
  });
});

describe('mixWeight', () => {
  it.each([0.2, 0.5, 1])('has the mean and the variance of Beta(%d, %d)', (alpha) => {
    const random = new Random(9);
    const draws = Array.from({ length: 20_000 }, () => mixWeight(alpha, random));
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / draws.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.012);
    expect(Math.abs(variance - 1 / (4 * (2 * alpha + 1)))).toBeLessThan(0.005);
  });
});
