import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { create, type CreateOptions } from '../../src/create';
import { find, list } from '../../src/registry';
import { complexity } from '../../src/report/complexity';
import { undrawn } from '../support/undrawn';

/** Shapes behind the stem and behind each 1x1 convolution. */
function shapes(name: string, options: CreateOptions = {}): (number | null)[][] {
  const model = undrawn(name, { ...options, includeTop: false });
  const ends = model.layers.filter((layer) => /^(stem|stage\d_block\d_pw)_relu$/.test(layer.name));
  return ends.map((layer) => (layer.outputShape as tf.Shape).slice(1));
}

const classNames = (name: string) => undrawn(name).layers.map((layer) => layer.getClassName());
const facts = (name: string) => {
  const { params, macs } = find(name).facts;
  return { params, macs };
};

describe('mobilenet_100_224', () => {
  it('has the sizes of table 1', () => {
    const five = Array.from({ length: 5 }, () => [14, 14, 512]);
    expect(shapes('mobilenet_100_224')).toEqual([
      [112, 112, 32],
      [112, 112, 64],
      [56, 56, 128],
      [56, 56, 128],
      [28, 28, 256],
      [28, 28, 256],
      [14, 14, 512],
      ...five,
      [7, 7, 1024],
      [7, 7, 1024],
    ]);
  });

  it('has 28 layers with weights, counting depthwise and 1x1 convolutions apart', () => {
    const names = classNames('mobilenet_100_224');
    expect(names.filter((name) => /^(Conv2D|DepthwiseConv2D|Dense)$/.test(name))).toHaveLength(28);
    expect(names.filter((name) => name === 'DepthwiseConv2D')).toHaveLength(13);
  });

  it('spends its multiply-adds as table 2 says: 95 % in 1x1 convolutions', () => {
    const model = undrawn('mobilenet_100_224');
    const pointwise = model.layers.filter(({ name }) => name.endsWith('_pw'));
    const macs = pointwise.map((layer) => {
      const [, height, width] = layer.outputShape as number[];
      return (height ?? 0) * (width ?? 0) * layer.countParams();
    });
    expect(macs.reduce((a, b) => a + b) / complexity(model).macs).toBeCloseTo(0.9486, 3);
  });

  it('takes odd sizes: each stride of 2 rounds up', () => {
    expect(shapes('mobilenet_100_224', { inputShape: [45, 33, 4] }).at(-1)).toEqual([2, 2, 1024]);
    expect(shapes('mobilenet_100_224_keras', { inputShape: [45, 33, 4] }).at(-1)).toEqual([2, 2, 1024]);
  });
});

describe('the variants', () => {
  it('are four widths at four resolutions, in the form of the paper and of Keras', () => {
    const names = list({ family: 'mobilenet' }).map(({ name }) => name);
    for (const alpha of ['100', '075', '050', '025'])
      for (const size of [224, 192, 160, 128]) {
        expect(names).toContain(`mobilenet_${alpha}_${size}`);
        expect(facts(`mobilenet_${alpha}_${size}_keras`)).toEqual(facts(`mobilenet_${alpha}_${size}`));
      }
  });

  it('cost what tables 4, 6 and 7 say', () => {
    const millions = (name: string) =>
      Object.values(facts(name)).map((count) => Math.round(count / 1e5) / 10);
    expect(millions('mobilenet_050_160')).toEqual([1.3, 76.5]);
    expect(millions('mobilenet_shallow')).toEqual([2.9, 307.3]);
    expect(millions('mobilenet_conv')).toEqual([29.3, 4867.3]);
  });

  it('have the width of their row, or the one that is told', () => {
    expect(shapes('mobilenet_050_128').at(-1)).toEqual([4, 4, 512]);
    expect(shapes('mobilenet_050_128', { alpha: 0.75 }).at(-1)).toEqual([4, 4, 768]);
    expect(complexity(undrawn('mobilenet_100_224', { alpha: 0.25 })).params).toBe(470_072);
  });

  it('lack the five blocks of 14x14 where they are shallow', () => {
    expect(shapes('mobilenet_shallow').filter(([size]) => size === 14)).toEqual([[14, 14, 512]]);
  });

  it('have full convolutions of 3x3 for depthwise ones where told', () => {
    const names = classNames('mobilenet_conv');
    expect(names.filter((name) => name === 'Conv2D')).toHaveLength(14);
    expect(names).not.toContain('DepthwiseConv2D');
  });

  it('clip at 6 and classify by a convolution behind a dropout in the form of Keras', () => {
    const names = classNames('mobilenet_025_128_keras');
    expect(names.filter((name) => name === 'ReLU6')).toHaveLength(27);
    expect(names.slice(-6)).toEqual([
      'GlobalAveragePooling2D',
      'Reshape',
      'SeededDropout',
      'Conv2D',
      'Flatten',
      'Softmax',
    ]);
    expect(names).not.toContain('ZeroPadding2D');
  });
});

describe('the small forms', () => {
  it('end in maps of 2x2', () => {
    expect(shapes('mobilenet_cifar')[0]).toEqual([32, 32, 32]);
    expect(shapes('mobilenet_cifar').at(-1)).toEqual([2, 2, 1024]);
    expect(shapes('mobilenet_mnist').at(-1)).toEqual([2, 2, 256]);
  });

  it('have biases in 1x1 convolutions for 100 classes, as that code has', () => {
    const model = undrawn('mobilenet_cifar100');
    const biased = model.layers.filter((layer) => layer.getConfig()['useBias'] === true);
    expect(biased.map(({ name }) => name)).toEqual([
      ...model.layers.map(({ name }) => name).filter((name) => name.endsWith('_pw')),
      'fc',
    ]);
  });

  it('refuse an alpha that is no number above 0', () => {
    expect(() => create('mobilenet_cifar', { alpha: 0 })).toThrow(
      'mobilenet_cifar: alpha must be a positive number, got 0',
    );
  });
});
