import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import type { InceptionBlock } from '../../src/layers/inception-block';
import { type ConvolutionStep } from '../../src/layers/inception-block';
import { undrawn } from '../support/undrawn';

const NARROW = { alpha: 1 / 32, classes: 2 };

/** [height, width] behind each part, without those that keep it. */
function sizes(model: tf.LayersModel): number[][] {
  const all = model.layers
    .filter(({ name }) => /^(conv\d|mixed|inception|reduction)/.test(name))
    .map((layer) => (layer.outputShape as number[]).slice(1, 3));
  return all.filter((size, i) => String(size) !== String(all[i - 1]));
}

const squares = (...sides: number[]) => sides.map((side) => [side, side]);

describe('inception_v4', () => {
  it('has the sizes of figures 3 and 9', () => {
    expect(sizes(undrawn('inception_v4', NARROW))).toEqual(squares(149, 147, 73, 71, 35, 17, 8));
  });

  it('has the channels of figure 9', () => {
    const model = undrawn('inception_v4', { classes: 2 });
    const channels = (name: string) => model.getLayer(name).outputShape.at(-1);
    expect(['mixed_3a', 'mixed_4a', 'mixed_5a'].map(channels)).toEqual([160, 192, 384]);
    expect(['inception_a4', 'inception_b7', 'inception_c3'].map(channels)).toEqual([384, 1024, 1536]);
  });

  it('has 149 convolutions', () => {
    const names = undrawn('inception_v4', NARROW).weights.map(({ originalName }) => originalName);
    // The stem 11, A 7 each, B 10, C 10, the reductions 4 and 6.
    expect(names.filter((name) => name.endsWith('/kernel') && !name.startsWith('fc'))).toHaveLength(
      11 + 4 * 7 + 4 + 7 * 10 + 6 + 3 * 10,
    );
  });

  it('has 7x1 before 1x7 in its stem, the released net the other way round', () => {
    const kernels = (name: string) => {
      const { branches } = undrawn(name, NARROW).getLayer('mixed_4a') as InceptionBlock;
      return branches[1]?.map((step) => (step as ConvolutionStep).kernelSize);
    };
    expect(kernels('inception_v4')).toEqual([1, [7, 1], [1, 7], 3]);
    expect(kernels('inception_v4_released')).toEqual([1, [1, 7], [7, 1], 3]);
  });

  it('takes odd sizes, and no smaller ones than leave a pixel at the end', () => {
    expect(sizes(undrawn('inception_v4', { ...NARROW, inputShape: [75, 108, 4] })).at(-1)).toEqual([1, 2]);
    expect(() => create('inception_v4', { inputShape: [74, 108, 3] })).toThrow(
      /^inception_v4: height and width must be at least 75, got 74x108/,
    );
  });
});

describe('inception_v4_cifar', () => {
  it('halves 30 pixels twice', () => {
    expect(sizes(undrawn('inception_v4_cifar', NARROW))).toEqual(squares(30, 14, 7));
    expect(sizes(undrawn('inception_v4_mnist', NARROW))).toEqual(squares(26, 12, 6));
  });

  it('takes 5 pixels and more', () => {
    expect(sizes(undrawn('inception_v4_cifar', { ...NARROW, inputShape: [5, 5, 3] }))).toEqual(squares(3, 1));
    expect(() => create('inception_v4_cifar', { inputShape: [5, 4, 3] })).toThrow(
      /^inception_v4_cifar: height and width must be at least 5, got 5x4/,
    );
  });

  it('scales every width but the classes by alpha', () => {
    const model = undrawn('inception_v4_cifar', { alpha: 0.25 });
    expect(model.getLayer('inception_c3').outputShape).toEqual([null, 7, 7, 384]);
    expect(model.outputs[0]?.shape).toEqual([null, 10]);
  });
});
