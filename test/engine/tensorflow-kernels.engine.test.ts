import * as tf from '@tensorflow/tfjs';
import { registerFusedKernels } from '../../src/engine/tensorflow-kernels';
import { BatchNorm } from '../../src/layers/batch-norm';
import { softmaxCrossEntropy } from '../../src/ops/softmax-cross-entropy';
import { Random } from '../../src/random';
import { expectLikeCpu, type Op } from '../support/like-cpu';
import { randomTensor } from '../support/layers';
import { operationsOf } from '../support/operations';

const started = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE ?? '';
const describeTensorflow = started === 'tensorflow' ? describe : describe.skip;
beforeEach(() => tf.setBackend(started));

const random = new Random(7);
const length = () => 1 + random.integer(6);
const shape = () => [length(), length(), length(), length()];

const ACTIVATIONS: Record<string, Op> = {
  relu: (x) => tf.relu(x as tf.Tensor),
  relu6: (x) => tf.relu6(x as tf.Tensor),
  leakyRelu: (x) => tf.leakyRelu(x as tf.Tensor, 0.1),
  'leakyRelu with a negative slope': (x) => tf.leakyRelu(x as tf.Tensor, -0.3),
  elu: (x) => tf.elu(x as tf.Tensor),
  tanh: (x) => tf.tanh(x as tf.Tensor),
  sigmoid: (x) => tf.sigmoid(x as tf.Tensor),
};

describe('values and gradients are those of the cpu engine', () => {
  it.each(Object.entries(ACTIVATIONS))('of %s', async (_, op) => {
    for (let i = 0; i < 4; i++) await expectLikeCpu(started, [shape()], op, op, 8);
    await expectLikeCpu(started, [[5, 3]], op);
  });

  it.each<[string, number[] | undefined]>([
    ['all axes', undefined],
    ['rows and columns', [1, 2]],
    ['all but the last axis', [0, 1, 2]],
    ['the last axis', [-1]],
  ])('of sums and means over %s', async (_, axes) => {
    for (const keepDims of [true, false]) {
      await expectLikeCpu(started, [shape()], (x) => tf.sum(x as tf.Tensor, axes, keepDims).square());
      await expectLikeCpu(started, [shape()], (x) => tf.mean(x as tf.Tensor, axes, keepDims).square());
    }
  });

  it.each([0, 0.1])('of the softmax cross entropy with label smoothing %d', async (labelSmoothing) => {
    const labels = (x: tf.Tensor) =>
      tf.oneHot(tf.range(0, x.shape[0], 1, 'int32'), x.shape[1] as number).toFloat() as tf.Tensor2D;
    await expectLikeCpu(
      started,
      [[6, 7]],
      (x) => tf.mean(softmaxCrossEntropy(labels(x as tf.Tensor), x as tf.Tensor2D, labelSmoothing)),
      (x) => tf.losses.softmaxCrossEntropy(labels(x as tf.Tensor), x as tf.Tensor, undefined, labelSmoothing),
      20,
    );
  });

  it('of batch normalisation by given statistics', async () => {
    for (let i = 0; i < 4; i++) {
      const x = shape();
      const channels = [x[3] as number];
      const shapes = [x, channels, channels, channels, channels];
      await expectLikeCpu(started, shapes, (image, mean, deviation, offset, scale) =>
        tf.batchNorm(
          image as tf.Tensor4D,
          mean as tf.Tensor1D,
          tf.add(tf.square(deviation as tf.Tensor1D), 0.1) as tf.Tensor1D,
          offset as tf.Tensor1D,
          scale as tf.Tensor1D,
          1e-3,
        ),
      );
    }
  });

  it('of batch normalisation by statistics for each pixel', async () => {
    const x = [3, 4, 5, 2];
    await expectLikeCpu(started, [x, x, x, x, x], (image, mean, deviation, offset, scale) =>
      tf.batchNorm(
        image as tf.Tensor4D,
        mean as tf.Tensor4D,
        tf.add(tf.square(deviation as tf.Tensor4D), 0.1) as tf.Tensor4D,
        offset as tf.Tensor4D,
        scale as tf.Tensor4D,
      ),
    );
  });

  it.each(['relu', 'tanh', 'sigmoid'])('of the gradient of %s', async (name) => {
    const slope = tf.grad((x: tf.Tensor) => (ACTIVATIONS[name] as Op)(x).square());
    await expectLikeCpu(started, [shape()], (x) => slope(x as tf.Tensor));
  });
});

describeTensorflow('on tensorflow', () => {
  it.each([
    ['relu', 'Relu', 'ReluGrad'],
    ['relu6', 'Relu6', 'Relu6Grad'],
    ['leakyRelu', 'LeakyRelu', 'LeakyReluGrad'],
    ['elu', 'Elu', 'EluGrad'],
    ['tanh', 'Tanh', 'TanhGrad'],
    ['sigmoid', 'Sigmoid', 'SigmoidGrad'],
  ])('%s and its gradient are one operation each', (name, forward, backward) => {
    const dy = randomTensor([2, 3], 1);
    const x = randomTensor([2, 3], 2);
    expect(operationsOf(() => tf.grad(ACTIVATIONS[name] as Op)(x, dy))).toEqual([forward, backward]);
  });

  it('the softmax cross entropy and its gradient come from one operation', () => {
    const labels = tf.tensor2d([[0, 1]]);
    const logits = randomTensor([1, 2], 2);
    const loss = (x: tf.Tensor) => softmaxCrossEntropy(labels, x as tf.Tensor2D);
    const operations = operationsOf(() => tf.grad(loss)(logits));
    expect(operations.filter((name) => /Softmax|Exp$|Log|Max|Sub/.test(name))).toEqual([
      'SoftmaxCrossEntropyWithLogits',
    ]);
  });

  it('batch normalisation by given statistics and its gradient are one operation each', () => {
    const image = randomTensor([2, 3, 4, 2], 1);
    const statistics = tf.tensor1d([1, 2]);
    const op = (x: tf.Tensor) =>
      tf.batchNorm(x as tf.Tensor4D, statistics, statistics, statistics, statistics);
    const operations = operationsOf(() => tf.grad(op)(image, image));
    expect(operations.filter((name) => name !== 'Reshape')).toEqual([
      'FusedBatchNorm',
      'FusedBatchNormGradV3',
    ]);
  });

  it('the BatchNorm layer normalises, and has its gradient, by one operation each in training', () => {
    const layer = new BatchNorm();
    const image = randomTensor([2, 3, 4, 2], 1);
    const op = (x: tf.Tensor) => layer.apply(x, { training: true }) as tf.Tensor;
    op(image);
    const operations = operationsOf(() => tf.grad(op)(image, image));
    // The others move the average of the variance.
    expect(operations).toEqual(['Mul', 'FusedBatchNormV3', 'Mul', 'FusedBatchNormGradV3']);
  });

  it('registering the kernels again changes nothing', () => {
    const before = tf.getGradient(tf.Relu);
    registerFusedKernels();
    expect(tf.getGradient(tf.Relu)).toBe(before);
  });
});
