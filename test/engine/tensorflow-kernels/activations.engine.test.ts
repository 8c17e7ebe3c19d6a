import * as tf from '@tensorflow/tfjs';
import { expectLikeCpu } from '../../support/like-cpu';
import { modelOf, randomTensor } from '../../support/layers';
import { operationsOf, trainingOperationsOf } from '../../support/operations';

const engine = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE ?? '';
const describeTensorflow = engine === 'tensorflow' ? describe : describe.skip;
beforeEach(() => tf.setBackend(engine));

describeTensorflow('on tensorflow values and gradients are those of the cpu engine', () => {
  it.each([
    [0, 6],
    [0, 1],
    [-2, 3],
  ])('of clipping to %d to %d', async (low, high) => {
    for (const shape of [[2, 3, 4, 5], [7]])
      await expectLikeCpu(
        engine,
        [shape],
        (x) => tf.clipByValue(x as tf.Tensor, low, high).square(),
        undefined,
        9,
      );
  });

  it.each([
    ['a slope for each channel', [4]],
    ['one slope', []],
    ['a slope for each position and channel', [3, 2, 4]],
    ['a slope for each row and column', [3, 2, 1]],
  ])('of PReLU with %s', async (_, alpha) => {
    await expectLikeCpu(engine, [[2, 3, 2, 4], alpha], (x, slopes) =>
      tf.prelu(x as tf.Tensor, slopes as tf.Tensor).square(),
    );
  });

  it('of integers that are clipped', () => {
    const x = tf.tensor1d([-3, 4, 9], 'int32');
    expect([...tf.clipByValue(x, 0, 6).dataSync()]).toEqual([0, 4, 6]);
  });
});

describeTensorflow('on tensorflow', () => {
  const { reLU, prelu, activation } = tf.layers;
  it.each<[string, () => tf.layers.Layer, string[]]>([
    ['ReLU up to 6', () => reLU({ maxValue: 6 }), ['Relu', 'Relu6', 'Relu6Grad', 'ReluGrad']],
    [
      'ReLU up to 5',
      () => reLU({ maxValue: 5 }),
      ['Relu', 'Minimum', 'Maximum', 'Equal', 'Cast', 'Mul', 'ReluGrad'],
    ],
    [
      'PReLU',
      () => prelu({ sharedAxes: [1, 2] }),
      ['Relu', 'Minimum', 'Mul', 'Add', 'ReluGrad', 'Sub', 'Mul', 'Add', 'Mul', 'BiasAddGrad', 'Reshape'],
    ],
    [
      'swish',
      () => activation({ activation: 'swish' }),
      ['Mul', 'Sigmoid', 'Mul', 'Mul', 'Mul', 'SigmoidGrad', 'Mul', 'Add'],
    ],
  ])('%s takes no operation too many', (_, layer, expected) => {
    expect(trainingOperationsOf(modelOf(layer(), [3, 3, 2]), randomTensor([2, 3, 3, 2], 1))).toEqual(
      expected,
    );
  });

  it.each([
    ['its output', 0.3, 'output'],
    ['its input where the slope is negative', -0.3, 'input'],
  ] as const)('the gradient of a leaky ReLU reads %s', (_, alpha, expected) => {
    const runs = jest.spyOn(tf.engine(), 'runKernel');
    const tensors: Record<string, tf.Tensor> = {};
    tf.grad((input) => {
      const output = tf.leakyRelu(input, alpha);
      Object.assign(tensors, { input, output });
      return output;
    })(tf.tensor1d([-2, 3]));
    const read = runs.mock.calls.find(([kernel]) => kernel === 'LeakyReluGrad')?.[1]['saved'] as tf.Tensor;
    runs.mockRestore();
    expect(read.dataId).toBe(tensors[expected]?.dataId);
  });

  it('what changes neither type nor shape is no operation', () => {
    const x = randomTensor([2, 3], 1);
    expect(operationsOf(() => tf.reshape(tf.cast(x, 'float32'), [2, 3]))).toEqual([]);
    expect(operationsOf(() => tf.reshape(tf.cast(x, 'int32'), [3, 2]))).toEqual(['Cast', 'Reshape']);
  });
});
