import type * as tf from '@tensorflow/tfjs';
import '../../models';
import type { GoogLeNetOptions } from '../../models/googlenet';
import { create } from '../../src/create';
import { Dropout } from '../../src/layers/dropout';
import { LRN } from '../../src/layers/lrn';
import { complexity } from '../../src/report/complexity';
import { undrawn, withoutDrawing } from '../support/undrawn';

const narrow = { alpha: 1 / 16, classes: 10 };
const shapeOf = (model: tf.LayersModel, layer: string) => model.getLayer(layer).outputShape;
const MODULES = ['3a', '3b', '4a', '4b', '4c', '4d', '4e', '5a', '5b'].map((name) => `inception_${name}`);

describe('googlenet', () => {
  it('has the sizes and channels of table 1', () => {
    const model = undrawn('googlenet');
    expect(shapeOf(model, 'conv1')).toEqual([null, 112, 112, 64]);
    expect(shapeOf(model, 'pool1')).toEqual([null, 56, 56, 64]);
    expect(shapeOf(model, 'pool2')).toEqual([null, 28, 28, 192]);
    expect(MODULES.map((name) => shapeOf(model, name))).toEqual([
      [null, 28, 28, 256],
      [null, 28, 28, 480],
      [null, 14, 14, 512],
      [null, 14, 14, 512],
      [null, 14, 14, 512],
      [null, 14, 14, 528],
      [null, 14, 14, 832],
      [null, 7, 7, 832],
      [null, 7, 7, 1024],
    ]);
  });

  it('normalises behind the first pooling and before the second, as weakly as Caffe', () => {
    const layers = create('googlenet', narrow).layers;
    const names = layers.map((layer) => layer.name);
    expect(names.slice(names.indexOf('pool1'), names.indexOf('pool2') + 1)).toEqual([
      'pool1',
      'norm1',
      'conv2_reduce',
      'conv2_reduce_relu',
      'conv2',
      'conv2_relu',
      'norm2',
      'pool2',
    ]);
    for (const layer of layers.filter((each) => each instanceof LRN))
      expect(layer.getConfig()).toMatchObject({ size: 5, k: 1, alpha: 2e-5, beta: 0.75 });
  });

  it('drops 0.4 of what its classifier reads', () => {
    const dropouts = create('googlenet', narrow).layers.filter((layer) => layer instanceof Dropout);
    expect(dropouts.map((layer) => layer.getConfig()['rate'])).toEqual([0.4]);
  });

  it('takes no images that its poolings leave nothing of', () => {
    // 47 pixels: 24, 12, 12, 6, 3 and 1, poolings rounded up.
    expect(shapeOf(create('googlenet', { ...narrow, inputShape: [47, 47, 3] }), 'pool4')).toEqual([
      null,
      1,
      1,
      52,
    ]);
    expect(() => create('googlenet', { inputShape: [28, 46, 1] })).toThrow(
      'googlenet: height and width must be at least 47, got 28x46',
    );
  });

  it('takes odd sizes, whose poolings round up', () => {
    const model = create('googlenet', { ...narrow, inputShape: [101, 65, 4] });
    // 101: 51, 25, 12 and 6; 65: 33, 16, 8 and 4.
    expect(shapeOf(model, 'pool2')).toEqual([null, 12, 8, 12]);
    expect(shapeOf(model, 'pool3')).toEqual([null, 6, 4, 30]);
  });
});

describe('auxiliary classifiers', () => {
  it('are outputs behind the first, which read modules 4a and 4d', () => {
    const model = create('googlenet_aux', narrow);
    expect(model.outputs.map(({ shape }) => shape)).toEqual([
      [null, 10],
      [null, 10],
      [null, 10],
    ]);
    expect(model.outputs.map(({ sourceLayer }) => sourceLayer.name)).toEqual([
      'probabilities',
      'aux1_probabilities',
      'aux2_probabilities',
    ]);
    expect(shapeOf(model, 'aux1_pool')).toEqual([null, 4, 4, 32]);
    expect(shapeOf(model, 'aux2_pool')).toEqual([null, 4, 4, 33]);
  });

  it('have 3,188,840 and 3,190,888 parameters', () => {
    const model = undrawn('googlenet_aux');
    const params = (head: string) =>
      model.layers
        .filter(({ name }) => name.startsWith(`${head}_`))
        .reduce((sum, layer) => sum + layer.countParams(), 0);
    expect([params('aux1'), params('aux2')]).toEqual([3_188_840, 3_190_888]);
  });

  it('drop 0.7 of what they read last', () => {
    const model = create('googlenet_aux', narrow);
    const names = ['aux1_dropout', 'aux2_dropout'];
    expect(names.map((name) => model.getLayer(name).getConfig()['rate'])).toEqual([0.7, 0.7]);
  });

  it('are left out without the top', () => {
    const model = create('googlenet_aux', { ...narrow, includeTop: false });
    expect(model.outputs.map(({ shape }) => shape)).toEqual([[null, 7, 7, 64]]);
    expect(model.layers.some(({ name }) => name.startsWith('aux'))).toBe(false);
  });

  it('see maps of 4x4 in the form for CIFAR too', () => {
    const model = create('googlenet_cifar_aux', narrow);
    expect(shapeOf(model, 'aux1_pool')).toEqual([null, 4, 4, 32]);
    expect(model.outputs).toHaveLength(3);
  });

  it('need larger images', () => {
    // 79 pixels: 40, 20, 20, 10 and 5.
    expect(create('googlenet_aux', { ...narrow, inputShape: [79, 79, 3] }).outputs).toHaveLength(3);
    expect(() => create('googlenet_aux', { inputShape: [78, 79, 3] })).toThrow(
      'googlenet_aux: height and width must be at least 79, got 78x79',
    );
  });
});

describe('the forms with batch norm', () => {
  const kernels = (variant: string) => {
    const { inner } = create(variant, narrow).getLayer('inception_3a') as unknown as {
      inner: tf.LayersModel;
    };
    return inner.layers
      .filter((layer) => layer.getClassName() === 'Conv2D' && layer.name.startsWith('conv5x5'))
      .map((layer) => (layer.getConfig()['kernelSize'] as number[])[0]);
  };

  it.each([
    ['googlenet_bn', [1, 5]],
    ['googlenet_torchvision', [1, 3]],
    ['googlenet_cifar', [1, 3, 3]],
    ['googlenet_cifar100', [1, 3, 3]],
  ])('%s has a third branch of kernels %j', (variant, expected) => {
    expect(kernels(variant)).toEqual(expected);
  });

  it.each([
    ['googlenet_cifar', [32, 16, 8]],
    ['googlenet_cifar100', [16, 8, 4]],
    ['googlenet_mnist', [14, 7, 4]],
  ])('%s has modules on maps of %j pixels', (variant, sizes) => {
    const model = create(variant, narrow);
    const found = ['3a', '4a', '5a'].map((name) => model.getLayer(`inception_${name}`).outputShape[1]);
    expect(found).toEqual(sizes);
  });

  it('takes small images of any size', () => {
    const model = create('googlenet_cifar', { ...narrow, inputShape: [5, 1, 2] });
    expect(shapeOf(model, 'inception_5b')).toEqual([null, 2, 1, 64]);
  });
});

describe('naive modules', () => {
  it('have no convolutions before the large ones and pass on what they pool', () => {
    const model = withoutDrawing(() => create<GoogLeNetOptions>('googlenet', { naive: true }));
    // 64 + 128 + 32 + 192, then 128 + 192 + 96 + 416.
    expect(shapeOf(model, 'inception_3a')).toEqual([null, 28, 28, 416]);
    expect(shapeOf(model, 'inception_3b')).toEqual([null, 28, 28, 832]);
    // Weights and biases of 3a.
    expect(model.getLayer('inception_3a').countParams()).toBe(387_072 + 64 + 128 + 32);
  });

  it('are an option that is true or false', () => {
    const naive = 1 as unknown as boolean;
    expect(() => create<GoogLeNetOptions>('googlenet', { naive })).toThrow(
      'googlenet: naive must be true or false, got 1',
    );
  });
});

it('alpha scales every width but the classes', () => {
  // Stem of the CIFAR form, half as wide: 3x3 of 3 channels, bias, batch norm.
  const model = undrawn('googlenet_cifar', { alpha: 0.5 });
  expect(model.getLayer('conv1').countParams()).toBe(27 * 96 + 96);
  expect(shapeOf(model, 'inception_5b')).toEqual([null, 8, 8, 512]);
  expect(complexity(model).params).toBeLessThan(6_166_250 / 3.5);
});
