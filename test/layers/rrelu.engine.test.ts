import * as tf from '@tensorflow/tfjs';
import { RReLU } from '../../src/layers/rrelu';
import { withNoise } from '../../src/ops/noise';
import { behavesAsALayer } from '../support/layer-suite';
import { outputOf } from '../support/layers';

const key = (a: number, b: number) => ({
  numbers: [a, b] as [number, number],
  tensor: tf.tensor1d([a, b], 'int32'),
});

function trained(layer: RReLU, x: tf.Tensor, a = 1): tf.Tensor {
  return withNoise(key(a, 2), () => layer.apply(x, { training: true }) as tf.Tensor);
}

describe('RReLU', () => {
  it('divides negative values by 5.5 in inference and leaves the others alone', () => {
    const output = outputOf(new RReLU(), tf.tensor2d([[-11, -5.5, 0, 2]]));
    [-2, -1, 0, 2].forEach((value, i) => expect(output[i]).toBeCloseTo(value, 6));
  });

  it('divides each negative value by a number of its own from 3 to 8 in training', () => {
    const divisors = [...trained(new RReLU(), tf.fill([10_000], -1)).dataSync()].map((value) => -1 / value);
    expect(Math.min(...divisors)).toBeGreaterThanOrEqual(2.9999);
    expect(Math.min(...divisors)).toBeLessThan(3.01);
    expect(Math.max(...divisors)).toBeLessThanOrEqual(8.0001);
    expect(Math.max(...divisors)).toBeGreaterThan(7.99);
    // An even draw has a standard deviation of 5 / sqrt(12), its average of 10,000 one of 0.014.
    const mean = divisors.reduce((a, b) => a + b) / divisors.length;
    expect(Math.abs(mean - 5.5)).toBeLessThan(0.06);
  });

  it('leaves positive values alone in training', () => {
    expect([...trained(new RReLU(), tf.tensor1d([0, 0.5, 3])).dataSync()]).toEqual([0, 0.5, 3]);
  });

  it('draws the same numbers for the same key and others for another', () => {
    const values = (a: number) => [...trained(new RReLU(), tf.fill([20], -1), a).dataSync()];
    expect(values(3)).toEqual(values(3));
    expect(values(3)).not.toEqual(values(4));
  });

  it('has the slope that was drawn for a gradient', () => {
    const x = tf.tensor1d([-1, 2, -1]);
    const gradient = tf
      .grad((input) => trained(new RReLU(), input))(x)
      .dataSync();
    const output = trained(new RReLU(), x).dataSync();
    expect(gradient[0]).toBeCloseTo(-(output[0] ?? NaN), 6);
    expect(gradient[1]).toBe(1);
    expect(gradient[2]).toBeCloseTo(-(output[2] ?? NaN), 6);
  });

  it('refuses bounds that are not in order or make values grow', () => {
    expect(() => new RReLU({ name: 'act', lower: 4, upper: 3 })).toThrow(
      'act: expected 1 <= lower <= upper, got 4 and 3',
    );
    expect(() => new RReLU({ name: 'act', lower: 0.5 })).toThrow('got 0.5 and 8');
  });

  behavesAsALayer(() => new RReLU({ name: 'act', lower: 2, upper: 6 }), [3, 4, 2]);
});
