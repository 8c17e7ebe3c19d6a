import * as tf from '@tensorflow/tfjs';
import { expectLikeCpu } from '../../support/like-cpu';
import { modelOf, randomTensor } from '../../support/layers';
import { operationsOf, trainingOperationsOf } from '../../support/operations';

const engine = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE ?? '';
const describeTensorflow = engine === 'tensorflow' ? describe : describe.skip;
beforeEach(() => tf.setBackend(engine));

describeTensorflow('on tensorflow values and gradients are those of the cpu engine', () => {
  it.each([
    [
      [3, 4],
      [4, 5],
    ],
    [
      [1, 3, 4],
      [1, 4, 5],
    ],
    [
      [1, 1, 3, 4],
      [1, 1, 4, 5],
    ],
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [1, 1],
      [1, 1],
    ],
  ])('of the product of %j and %j, one of them transposed or both', async (a, b) => {
    const turned = ([...shape]: number[], isTurned: boolean) =>
      isTurned ? [...shape.slice(0, -2), ...shape.slice(-2).reverse()] : shape;
    for (const transposeA of [false, true])
      for (const transposeB of [false, true])
        await expectLikeCpu(engine, [turned(a, transposeA), turned(b, transposeB)], (x, y) =>
          tf.matMul(x as tf.Tensor, y as tf.Tensor, transposeA, transposeB),
        );
  });

  it.each(['linear', 'relu', 'sigmoid'] as const)('of a product with bias and %s', async (activation) => {
    for (const [a, b, bias] of [
      [[3, 4], [4, 5], [5]],
      [
        [3, 4],
        [4, 5],
        [3, 5],
      ],
      [[2, 3, 4], [2, 4, 5], [5]],
    ] as const)
      await expectLikeCpu(engine, [[...a], [...b], [...bias]], (x, y, z) =>
        tf.fused.matMul({ a: x as tf.Tensor, b: y as tf.Tensor, bias: z as tf.Tensor, activation }),
      );
  });

  it('of a product of a single row with bias, without gradients', async () => {
    const [x, y, bias] = [randomTensor([1, 4], 1), randomTensor([4, 3], 2), randomTensor([3], 3)];
    const fused = tf.fused.matMul({ a: x, b: y, bias, activation: 'relu' });
    const plain = tf.relu(tf.add(tf.sum(tf.mul(tf.transpose(x), y), 0), bias)).dataSync();
    fused.dataSync().forEach((value, i) => expect(value).toBeCloseTo(plain[i] as number, 5));
  });
});

describeTensorflow('on tensorflow', () => {
  it.each([
    ['linear', ['MatMul', 'BiasAdd', 'MatMul', 'MatMul', 'BiasAddGrad']],
    ['tanh', ['MatMul', 'BiasAdd', 'Tanh', 'TanhGrad', 'BiasAddGrad', 'MatMul', 'MatMul']],
  ])('a fully connected %s layer is made of products of matrices', (activation, expected) => {
    const layer = tf.layers.dense({ units: 3, activation: activation as 'linear' });
    const operations = trainingOperationsOf(modelOf(layer, [6]), randomTensor([2, 6], 1));
    expect(operations.filter((name) => name !== 'Reshape')).toEqual(expected);
  });

  it('bias and activation follow the product at once, so that the library can fuse them', () => {
    const [a, b, bias] = [randomTensor([2, 4], 1), randomTensor([4, 3], 2), randomTensor([3], 3)];
    const operations = operationsOf(() => tf.fused.matMul({ a, b, bias, activation: 'relu' }));
    expect(operations.join(' ')).toContain('MatMul BiasAdd Relu');
  });
});
