import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { undrawn } from '../support/undrawn';

const narrow = { alpha: 1 / 16, classes: 10 };
const shapeOf = (model: tf.LayersModel, layer: string) => model.getLayer(layer).outputShape;

describe('inception_v3', () => {
  it('has the sizes and channels of the released network', () => {
    const model = undrawn('inception_v3');
    const stem = ['conv1', 'conv2', 'conv3', 'pool1', 'conv4', 'conv5', 'pool2'];
    expect(stem.map((name) => shapeOf(model, name))).toEqual([
      [null, 149, 149, 32],
      [null, 147, 147, 32],
      [null, 147, 147, 64],
      [null, 73, 73, 64],
      [null, 73, 73, 80],
      [null, 71, 71, 192],
      [null, 35, 35, 192],
    ]);
    const modules = model.layers.filter((layer) => layer.getClassName() === 'InceptionBlock');
    expect(modules.map(({ outputShape }) => outputShape.slice(1))).toEqual([
      [35, 35, 256],
      [35, 35, 288],
      [35, 35, 288],
      ...Array<number[]>(5).fill([17, 17, 768]),
      [8, 8, 1280],
      [8, 8, 2048],
      [8, 8, 2048],
    ]);
  });

  it('takes images of 75 pixels and more', () => {
    const model = create('inception_v3', { ...narrow, inputShape: [75, 80, 3] });
    expect(shapeOf(model, 'inception_e2')).toEqual([null, 1, 1, 128]);
    expect(() => create('inception_v3', { inputShape: [74, 80, 3] })).toThrow(
      'inception_v3: height and width must be at least 75, got 74x80',
    );
  });

  it('has an auxiliary classifier behind the last module of 17x17 where told, for images that are large enough', () => {
    const model = create('inception_v3_aux', narrow);
    expect(model.outputs.map(({ shape }) => shape)).toEqual([
      [null, 10],
      [null, 10],
    ]);
    expect(shapeOf(model, 'aux_pool')).toEqual([null, 5, 5, 48]);
    expect(shapeOf(model, 'aux_conv2')).toEqual([null, 1, 1, 48]);
    expect(create('inception_v3_aux', { ...narrow, includeTop: false }).outputs).toHaveLength(1);
    expect(() => create('inception_v3_aux', { inputShape: [299, 298, 3] })).toThrow(
      'inception_v3_aux: height and width must be at least 299, got 299x298',
    );
  });

  it('has batch norms without gamma in the form of Keras', () => {
    const names = undrawn('inception_v3_keras', narrow).weights.map(({ originalName }) => originalName);
    expect(names.filter((name) => name.endsWith('gamma'))).toEqual([]);
  });

  it.each([
    // A convolution without padding, and two halvings.
    ['inception_v3_cifar', [30, 14, 6]],
    ['inception_v3_mnist', [26, 12, 5]],
  ])('%s has modules on maps of %j pixels', (variant, sizes) => {
    const model = create(variant, narrow);
    const found = ['inception_a1', 'inception_c1', 'inception_e1'].map(
      (name) => model.getLayer(name).outputShape[1],
    );
    expect(found).toEqual(sizes);
  });
});
