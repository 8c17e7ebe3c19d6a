import * as tf from '@tensorflow/tfjs';
import { uniformNoise, withNoise, type NoiseKey } from '../../src/ops/noise';

function keyOf(...numbers: [number, number]): NoiseKey {
  return { numbers, tensor: tf.tensor1d(numbers, 'int32') };
}

const draw = (key: NoiseKey, shape: number[], times = 1) =>
  withNoise(key, () => Array.from({ length: times }, () => [...uniformNoise(shape).dataSync()]));

describe('uniformNoise', () => {
  it('is the same for the same key and other numbers for another one', () => {
    const first = draw(keyOf(3, 4), [5, 6]);
    expect(draw(keyOf(3, 4), [5, 6])).toEqual(first);
    expect(draw(keyOf(3, 5), [5, 6])).not.toEqual(first);
    expect(draw(keyOf(4, 4), [5, 6])).not.toEqual(first);
  });

  it('differs from draw to draw of one step, also where the first number is the largest', () => {
    for (const key of [keyOf(3, 4), keyOf(2 ** 31 - 1, 2 ** 31 - 1)]) {
      const draws = draw(key, [8], 3);
      expect(new Set(draws.map(String)).size).toBe(3);
    }
  });

  it('is spread evenly from 0 to 1', () => {
    const [values = []] = draw(keyOf(1, 2), [10_000]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(1);
    // Standard errors: 0.0029 and 0.0030.
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(0.012);
    expect(Math.abs(square - 1 / 3)).toBeLessThan(0.012);
  });

  it('differs each time outside of a step', () => {
    expect([...uniformNoise([8]).dataSync()]).not.toEqual([...uniformNoise([8]).dataSync()]);
  });

  it('goes back to the outer key when the inner step is over, also when it throws', () => {
    const alone = draw(keyOf(1, 1), [4], 2);
    const around = withNoise(keyOf(1, 1), () => {
      const before = [...uniformNoise([4]).dataSync()];
      expect(() =>
        withNoise(keyOf(2, 2), () => {
          throw new Error('inner');
        }),
      ).toThrow('inner');
      return [before, [...uniformNoise([4]).dataSync()]];
    });
    expect(around).toEqual(alone);
  });
});
