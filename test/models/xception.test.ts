import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { complexity } from '../../src/report/complexity';
import { undrawn } from '../support/undrawn';

const NARROW = { alpha: 1 / 64, classes: 2 };

/** [height, width, channels] behind the stem, each block and the last convolution. */
function sizes(model: tf.LayersModel): number[][] {
  const ends = model.layers.filter(({ name }) => /^(conv[124]_relu|block\d+)$/.test(name));
  return ends.map((layer) => (layer.outputShape as number[]).slice(1));
}

describe('xception', () => {
  it('has the sizes of figure 5', () => {
    const middle = Array.from({ length: 9 }, () => [19, 19, 728]);
    expect(sizes(undrawn('xception', { classes: 2 }))).toEqual([
      [149, 149, 32],
      [147, 147, 64],
      [74, 74, 128],
      [37, 37, 256],
      ...middle,
      [10, 10, 1024],
      [10, 10, 2048],
    ]);
  });

  it('has 36 convolutions beside the four on shortcuts, 34 of them separable', () => {
    const names = undrawn('xception', NARROW).weights.map(({ originalName }) => originalName);
    expect(names.filter((name) => /conv\d\/kernel$/.test(name))).toHaveLength(36);
    expect(names.filter((name) => name.endsWith('depthwise_kernel'))).toHaveLength(34);
    expect(names.filter((name) => name.endsWith('shortcut/kernel'))).toHaveLength(4);
  });

  it('has no biases but the classifier’s', () => {
    const names = undrawn('xception', NARROW).weights.map(({ originalName }) => originalName);
    expect(names.filter((name) => name.endsWith('bias'))).toEqual(['fc/bias']);
  });

  it('takes odd sizes, down to what its first two convolutions leave a pixel of', () => {
    expect(sizes(undrawn('xception', { ...NARROW, inputShape: [7, 12, 4] })).map(([h, w]) => [h, w])).toEqual(
      [[3, 5], [1, 3], [1, 2], ...Array.from({ length: 12 }, () => [1, 1])],
    );
    expect(() => create('xception', { inputShape: [6, 12, 3] })).toThrow(
      'xception: height and width must be at least 7, got 6x12',
    );
  });
});

describe('xception_cifar', () => {
  it('halves images three times', () => {
    const ends = sizes(undrawn('xception_cifar', NARROW)).map(([height]) => height);
    expect(ends).toEqual([32, 32, 16, ...Array<number>(10).fill(8), 4, 4]);
  });

  it('takes digits of 28x28', () => {
    expect(sizes(undrawn('xception_mnist', NARROW)).at(-1)).toEqual([4, 4, 32]);
  });

  it('has 900 * 2049 parameters fewer than for ImageNet, and 2136 biases on shortcuts', () => {
    const { params } = complexity(undrawn('xception_cifar100'));
    expect(params).toBe(22_855_952 - 900 * 2049 + 128 + 256 + 728 + 1024);
  });

  it('scales every width but the classes by alpha', () => {
    const model = undrawn('xception_cifar', { alpha: 0.25 });
    expect(sizes(model).map(([, , channels]) => channels)).toEqual([
      8,
      16,
      32,
      64,
      ...Array<number>(9).fill(182),
      256,
      512,
    ]);
    expect(model.outputs[0]?.shape).toEqual([null, 10]);
  });
});
