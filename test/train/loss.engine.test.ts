import * as tf from '@tensorflow/tfjs';
import { lossOf } from '../../src/train/loss';
import type { LossConfig } from '../../src/train/recipe';

function loss(config: LossConfig, scores: number[][], labels: number[], classWeights?: number[]): number {
  return tf.tidy(() => {
    const target = oneHot(labels, scores);
    return lossOf(config, tf.tensor2d(scores), target, classWeights).dataSync()[0] ?? NaN;
  });
}

const oneHot = (labels: number[], [row = []]: number[][]) =>
  tf.oneHot(tf.tensor1d(labels, 'int32'), row.length).toFloat() as tf.Tensor2D;

describe('lossOf', () => {
  it('is minus the logarithm of the probability of the label with crossEntropy', () => {
    // Softmax of [ln 1, ln 3] is [1/4, 3/4]; the mean of -ln(1/4) and -ln(3/4).
    const scores = [
      [0, Math.log(3)],
      [0, Math.log(3)],
    ];
    const expected = -(Math.log(1 / 4) + Math.log(3 / 4)) / 2;
    expect(loss({ name: 'crossEntropy', labelSmoothing: 0 }, scores, [0, 1])).toBeCloseTo(expected, 5);
  });

  it('spreads the smoothed part of the target over all classes', () => {
    // Target 0.9 + 0.05 for the label and 0.05 for the other.
    const expected = -(0.95 * Math.log(1 / 4) + 0.05 * Math.log(3 / 4));
    expect(loss({ name: 'crossEntropy', labelSmoothing: 0.1 }, [[0, Math.log(3)]], [0])).toBeCloseTo(
      expected,
      5,
    );
  });

  it('is the mean distance to the code of the label with nearestCode', () => {
    expect(
      loss(
        { name: 'nearestCode' },
        [
          [1, 20],
          [30, 5],
        ],
        [0, 1],
      ),
    ).toBeCloseTo((1 + 5) / 2, 5);
  });

  it('adds log(e^-j + sum of e^-y) with codePosterior', () => {
    const expected = 2 + Math.log(Math.exp(-1) + Math.exp(-2) + Math.exp(-3));
    expect(loss({ name: 'codePosterior', rejection: 1 }, [[2, 3]], [0])).toBeCloseTo(expected, 5);
  });

  it('stays finite for distances of thousands with codePosterior', () => {
    expect(loss({ name: 'codePosterior', rejection: 10 }, [[5000, 4000]], [0])).toBeCloseTo(5000 - 10, 2);
  });

  it.each<[LossConfig, number, number]>([
    [{ name: 'crossEntropy', labelSmoothing: 0 }, -Math.log(1 / 4), -Math.log(3 / 4)],
    [{ name: 'nearestCode' }, 0, Math.log(3)],
  ])("multiplies each image's loss by the weight of its class with %j", (config, ofFirst, ofSecond) => {
    const scores = [
      [0, Math.log(3)],
      [0, Math.log(3)],
    ];
    expect(loss(config, scores, [0, 1], [2, 0.25])).toBeCloseTo((2 * ofFirst + 0.25 * ofSecond) / 2, 5);
  });

  it('multiplies the loss of a blend of classes by the blend of their weights', () => {
    const value = tf.tidy(() => {
      const target = tf.tensor2d([[0.3, 0.7]]);
      const config = { name: 'crossEntropy', labelSmoothing: 0 } as const;
      return lossOf(config, tf.tensor2d([[0, Math.log(3)]]), target, [2, 1]).dataSync()[0];
    });
    const plain = -(0.3 * Math.log(1 / 4) + 0.7 * Math.log(3 / 4));
    expect(value).toBeCloseTo((0.3 * 2 + 0.7 * 1) * plain, 5);
  });
});
