import * as tf from '@tensorflow/tfjs';
import { StochasticPooling2D } from '../../src/layers/stochastic-pooling';
import { withNoise } from '../../src/ops/noise';
import { behavesAsALayer } from '../support/layer-suite';
import { outputOf } from '../support/layers';

function trained(layer: StochasticPooling2D, x: tf.Tensor, a = 1): tf.Tensor4D {
  const key = { numbers: [a, 2] as [number, number], tensor: tf.tensor1d([a, 2], 'int32') };
  return withNoise(key, () => layer.apply(x, { training: true }) as tf.Tensor4D);
}

describe('StochasticPooling2D', () => {
  it('weights the values of a window by themselves in inference', () => {
    // (1 + 4 + 9 + 16) / 10 and (4 + 36) / 8.
    const x = tf.tensor4d([1, 2, 0, 2, 3, 4, 6, 0], [1, 2, 4, 1]);
    const output = outputOf(new StochasticPooling2D({ poolSize: 2 }), x);
    expect(output[0]).toBeCloseTo(3, 5);
    expect(output[1]).toBeCloseTo(5, 5);
  });

  it('makes zero of zeros, in inference and in training, with a gradient that is a number', () => {
    const layer = new StochasticPooling2D({ poolSize: 2 });
    const x = tf.zeros<tf.Rank.R4>([1, 2, 2, 1]);
    expect(outputOf(layer, x)).toEqual([0]);
    expect([...trained(layer, x).dataSync()]).toEqual([0]);
    for (const training of [true, false]) {
      const gradient = tf.grad((input) => layer.apply(input, { training }) as tf.Tensor)(x);
      expect([...gradient.dataSync()].every(Number.isFinite)).toBe(true);
    }
  });

  it('draws one value of each window in training, by its share in the sum', () => {
    // 20,000 windows of 1, 3, 0 and 0.
    const x = tf.tile(tf.tensor4d([1, 3, 0, 0], [1, 2, 2, 1]), [20, 50, 20, 1]) as tf.Tensor4D;
    const values = trained(new StochasticPooling2D({ poolSize: 2 }), x).dataSync();
    expect(values).toHaveLength(20_000);
    expect(new Set(values)).toEqual(new Set([1, 3]));
    // The standard error of the share is 0.003.
    const share = values.filter((value) => value === 3).length / values.length;
    expect(Math.abs(share - 0.75)).toBeLessThan(0.013);
  });

  it('draws from the windows of a pooling that overlaps and reaches over the edge', () => {
    // Pixel r, c has the value 10 r + c + 1; windows of 3 begin at every second pixel.
    const x = tf.tensor4d(
      Array.from({ length: 48 }, (_, i) => 10 * Math.floor(i / 8) + (i % 8) + 1),
      [1, 6, 8, 1],
    );
    const layer = new StochasticPooling2D({ poolSize: 3, strides: 2, ceil: true });
    for (const seed of [1, 2, 3, 4]) {
      const output = trained(layer, x, seed);
      expect(output.shape).toEqual([1, 3, 4, 1]);
      [...output.dataSync()].forEach((value, i) => {
        const [row, column] = [Math.floor((value - 1) / 10), (value - 1) % 10];
        const [top, left] = [2 * Math.floor(i / 4), 2 * (i % 4)];
        expect(row - top).toBeGreaterThanOrEqual(0);
        expect(row - top).toBeLessThanOrEqual(2);
        expect(column - left).toBeGreaterThanOrEqual(0);
        expect(column - left).toBeLessThanOrEqual(2);
      });
    }
  });

  it('draws the same values for the same key and others for another', () => {
    const x = tf.randomUniform([2, 8, 8, 3], 0, 1, 'float32', 5);
    const values = (a: number) => [...trained(new StochasticPooling2D({ poolSize: 2 }), x, a).dataSync()];
    expect(values(3)).toEqual(values(3));
    expect(values(3)).not.toEqual(values(4));
  });

  it('gives the gradient to the value that was drawn', () => {
    const x = tf.randomUniform<tf.Rank.R4>([1, 4, 6, 2], 0.1, 1, 'float32', 5);
    const layer = new StochasticPooling2D({ poolSize: 2 });
    const drawn = trained(layer, x);
    const gradient = tf.grad((input) => trained(layer, input))(x);
    expect(new Set(gradient.dataSync())).toEqual(new Set([0, 1]));
    // Side by side, windows share no pixel: what the gradient marks is what was drawn.
    const marked = tf.maxPool(tf.mul<tf.Tensor4D>(gradient, x), 2, 2, 'valid');
    expect([...marked.dataSync()]).toEqual([...drawn.dataSync()]);
    expect(tf.sum(gradient).dataSync()[0]).toBe(12);
  });

  behavesAsALayer(
    () => new StochasticPooling2D({ name: 'pool', poolSize: 3, strides: 2, padding: 1, ceil: true }),
    [4, 5, 2],
  );
});
