import * as tf from '@tensorflow/tfjs';
import { GroupConv2D } from '../../../src/layers/grouped-conv2d';
import { expectLikeCpu } from '../../support/like-cpu';
import { modelOf, randomTensor } from '../../support/layers';
import { trainingOperationsOf } from '../../support/operations';

const engine = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE ?? '';
const describeTensorflow = engine === 'tensorflow' ? describe : describe.skip;
beforeEach(() => tf.setBackend(engine));

describe('values and gradients are those of the cpu engine', () => {
  it.each([
    [[3, 4, 5, 2], [2]],
    [
      [3, 4, 5, 2],
      [1, 1, 1, 2],
    ],
    [[3, 4, 5, 2], [1]],
    [
      [3, 4, 5, 2],
      [5, 1],
    ],
    [[3, 4, 5, 1], [1]],
    [[3, 4, 5, 1], [2]],
    [[3, 7], [7]],
    [
      [1, 7],
      [1, 7],
    ],
    [[7], [7]],
    [[7], [1, 7]],
    [[2, 3], []],
  ])('of %j plus %j', async (x, bias) => {
    await expectLikeCpu(engine, [x, bias], (a, b) => tf.add(a as tf.Tensor, b as tf.Tensor).square());
    await expectLikeCpu(engine, [bias, x], (a, b) => tf.add(a as tf.Tensor, b as tf.Tensor).square());
  });

  it.each([
    [
      [3, 4, 5, 2],
      [0, 1, 2],
    ],
    [
      [3, 4, 5, 2],
      [2, 0, -3],
    ],
    [
      [3, 4, 5, 2],
      [1, 2, 3],
    ],
    [[3, 4], [0]],
    [[3, 4], [1]],
    [[4], [0]],
  ])('of the sum of %j over %j', async (shape, axes) => {
    for (const keepDims of [false, true])
      await expectLikeCpu(engine, [shape], (x) => tf.sum(x as tf.Tensor, axes, keepDims).square());
  });

  it('of sums of integers', async () => {
    await tf.setBackend(engine);
    const x = tf.tensor2d([1, 2, 3, 40], [2, 2], 'int32');
    expect([...tf.sum(x, 0).dataSync()]).toEqual([4, 42]);
    expect([...tf.add(x, tf.tensor1d([5, 6], 'int32')).dataSync()]).toEqual([6, 8, 8, 46]);
  });
});

describeTensorflow('on tensorflow the bias is added, and has its gradient, by one operation each', () => {
  const { conv2d, dense, depthwiseConv2d } = tf.layers;
  it.each<[string, () => tf.layers.Layer, number[], string[]]>([
    [
      'of a convolution',
      () => conv2d({ filters: 3, kernelSize: 3 }),
      [5, 5, 2],
      ['Conv2D', 'BiasAdd', 'Conv2DBackpropInput', 'Conv2DBackpropFilter', 'BiasAddGrad'],
    ],
    [
      'of a convolution with an activation',
      () => conv2d({ filters: 3, kernelSize: 3, activation: 'relu' }),
      [5, 5, 2],
      ['Conv2D', 'BiasAdd', 'Relu', 'ReluGrad', 'BiasAddGrad', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'],
    ],
    [
      'of a grouped convolution',
      () => new GroupConv2D({ filters: 4, kernelSize: 3, groups: 2 }),
      [5, 5, 2],
      ['Conv2D', 'BiasAdd', 'BiasAddGrad', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'],
    ],
    [
      'of a depthwise convolution',
      () => depthwiseConv2d({ kernelSize: 3 }),
      [5, 5, 2],
      [
        'DepthwiseConv2dNative',
        'BiasAdd',
        'BiasAddGrad',
        'DepthwiseConv2dNativeBackpropInput',
        'DepthwiseConv2dNativeBackpropFilter',
      ],
    ],
    [
      'of a fully connected layer',
      () => dense({ units: 3, activation: 'tanh' }),
      [6],
      ['MatMul', 'BiasAdd', 'Tanh', 'TanhGrad', 'BiasAddGrad', 'MatMul', 'MatMul'],
    ],
  ])('%s', (_, layer, shape, expected) => {
    const operations = trainingOperationsOf(modelOf(layer(), shape), randomTensor([2, ...shape], 1));
    expect(operations.filter((name) => name !== 'Reshape')).toEqual(expected);
  });
});
