import * as tf from '@tensorflow/tfjs';
import { PaddedAveragePooling2D, PaddedMaxPooling2D } from '../../src/layers/padded-pooling';
import { behavesAsALayer } from '../support/layer-suite';
import { outputOf } from '../support/layers';

/** One channel, a single row. */
const row = (...values: number[]) => tf.tensor4d(values, [1, 1, values.length, 1]);
const grid = (values: number[][]) =>
  tf.tensor4d(values.flat(), [1, values.length, values[0]?.length ?? 0, 1]);

function expectClose(values: number[], expected: number[]): void {
  expect(values).toHaveLength(expected.length);
  values.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
}

describe('PaddedMaxPooling2D', () => {
  it('rounds the number of windows down', () => {
    const layer = new PaddedMaxPooling2D({ poolSize: 3, strides: 2 });
    expect(outputOf(layer, tf.range(1, 17).reshape([1, 4, 4, 1]))).toEqual([11]);
  });

  it('rounds it up with ceil: the last windows see what is left', () => {
    const layer = new PaddedMaxPooling2D({ poolSize: 3, strides: 2, ceil: true });
    expect(outputOf(layer, tf.range(1, 17).reshape([1, 4, 4, 1]))).toEqual([11, 12, 15, 16]);
  });

  it('lets no cell outside the image win, not even against negative values', () => {
    const layer = new PaddedMaxPooling2D({ poolSize: 3, strides: 2, padding: 1 });
    const x = grid([
      [-1, -2, -3],
      [-4, -5, -6],
      [-7, -8, -9],
    ]);
    expect(outputOf(layer, x)).toEqual([-1, -2, -4, -5]);
  });

  it('leaves out a last window that would begin behind the image', () => {
    // Of 3 cells padded by 1, windows of 2 at strides of 2 begin at -1, 1 and 3; nothing is left for the third.
    const layer = new PaddedMaxPooling2D({ poolSize: 2, strides: 2, padding: 1, ceil: true });
    expect(outputOf(layer, tf.range(1, 10).reshape([1, 3, 3, 1]))).toEqual([1, 3, 7, 9]);
  });

  it.each([
    [224, 2, 3, 0, 112],
    [112, 2, 3, 0, 56],
    [54, 2, 3, 0, 27],
    [13, 2, 3, 0, 6],
    [14, 2, 3, 0, 7],
    [32, 2, 3, 0, 16],
  ])(
    'with ceil %d cells at strides of %d with windows of %d, padded by %d, become %d',
    (size, strides, poolSize, padding, length) => {
      const layer = new PaddedMaxPooling2D({ poolSize, strides, padding, ceil: true });
      expect(layer.computeOutputShape([null, size, size, 5])).toEqual([null, length, length, 5]);
    },
  );

  it('refuses images that hold no window', () => {
    const layer = new PaddedMaxPooling2D({ name: 'pool', poolSize: 3, padding: 1 });
    expect(() => layer.computeOutputShape([null, 0, 5, 1])).toThrow(
      "pool: 0 pixels padded by 1 don't hold a window of 3",
    );
  });

  it('refuses more padding than half a window', () => {
    expect(() => new PaddedMaxPooling2D({ name: 'pool', poolSize: 3, padding: 2 })).toThrow(
      'pool: padding must be at most half of poolSize 3, got 2',
    );
  });

  behavesAsALayer(
    () => new PaddedMaxPooling2D({ name: 'pool', poolSize: 3, strides: 2, padding: 1, ceil: true }),
    [6, 5, 2],
  );
});

describe('PaddedAveragePooling2D', () => {
  it('counts the padding as zeros', () => {
    const layer = new PaddedAveragePooling2D({ poolSize: 3, strides: 1, padding: 1 });
    expect(outputOf(layer, row(9, 18, 27))).toEqual([27 / 9, 54 / 9, 45 / 9]);
  });

  it('leaves the padding out of the average if told', () => {
    const layer = new PaddedAveragePooling2D({ poolSize: 3, strides: 1, padding: 1, countsPadding: false });
    expectClose(outputOf(layer, row(9, 18, 27)), [27 / 2, 54 / 3, 45 / 2]);
  });

  it('never counts what a window has beyond the padding', () => {
    // Windows of 3 at strides of 2 over 4 cells: the second has 2 cells of the image in each direction.
    const layer = new PaddedAveragePooling2D({ poolSize: 3, strides: 2, ceil: true });
    expectClose(outputOf(layer, tf.range(1, 17).reshape([1, 4, 4, 1])), [6, 7.5, 12, 13.5]);
  });

  behavesAsALayer(
    () => new PaddedAveragePooling2D({ name: 'pool', poolSize: 3, strides: 2, padding: 1, ceil: true }),
    [6, 5, 2],
  );
  behavesAsALayer(
    () =>
      new PaddedAveragePooling2D({ name: 'pool', poolSize: 3, padding: 1, strides: 1, countsPadding: false }),
    [4, 5, 2],
  );
});
