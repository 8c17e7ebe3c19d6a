import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { nameMap } from '../../src/convert/names';
import { exportWeights } from '../../src/convert/names/transfer';
import { create } from '../../src/create';
import { undrawn } from '../support/undrawn';

const narrow = { alpha: 1 / 16, classes: 10 };
const shapeOf = (model: tf.LayersModel, layer: string) => model.getLayer(layer).outputShape;

describe('inception_v2', () => {
  const modules = ['3a', '3b', '3c', '4a', '4b', '4c', '4d', '4e', '5a', '5b'];
  const channels = (variant: string) => {
    const model = undrawn(variant);
    return modules.map((name) => model.getLayer(`inception_${name}`).outputShape.at(-1));
  };

  it('follows the filters of its figure to 608 channels where that prints 576', () => {
    expect(channels('inception_v2')).toEqual([256, 320, 576, 576, 576, 608, 608, 1056, 1024, 1024]);
  });

  it('has the channels that the figure prints with narrower projections', () => {
    expect(channels('inception_v2_576')).toEqual([256, 320, 576, 576, 576, 576, 576, 1024, 1024, 1024]);
  });

  it('halves the image in its stem and in modules 3c and 4e', () => {
    const model = create('inception_v2', narrow);
    const sizes = ['conv1', 'pool1', 'pool2', 'inception_3b', 'inception_3c', 'inception_4d', 'inception_4e'];
    expect(sizes.map((name) => model.getLayer(name).outputShape[1])).toEqual([112, 56, 28, 28, 14, 14, 7]);
  });

  it.each([
    ['inception_v2_cifar', [16, 8, 4]],
    ['inception_v2_mnist', [14, 7, 4]],
  ])('%s halves its image three times', (variant, sizes) => {
    const model = create(variant, narrow);
    const found = ['3a', '4a', '5a'].map((name) => model.getLayer(`inception_${name}`).outputShape[1]);
    expect(found).toEqual(sizes);
  });

  it('takes images of any size', () => {
    const model = create('inception_v2', { ...narrow, inputShape: [97, 3, 1] });
    // 97: 49, 25, 13, 7 and 4.
    expect(shapeOf(model, 'inception_5b')).toEqual([null, 4, 1, 64]);
  });

  it('has the names of the port to Caffe in that form', () => {
    const names = Object.keys(
      exportWeights(undrawn('inception_v2_caffe', narrow), nameMap('inception_v2', 'cadene')),
    );
    expect(names).toEqual(
      expect.arrayContaining([
        'conv1_7x7_s2.weight',
        'conv2_3x3_reduce_bn.running_mean',
        'inception_3a_1x1.bias',
        'inception_4e_double_3x3_2_bn.weight',
        'inception_5b_pool_proj.weight',
        'last_linear.bias',
      ]),
    );
  });
});
