import * as tf from '@tensorflow/tfjs';
import { InceptionBlock, scaledBranches, type Branch } from '../../src/layers/inception-block';
import {
  INCEPTION_RESNET_V1,
  INCEPTION_RESNET_V2,
  INCEPTION_V4,
  v4ReductionB,
} from '../../src/layers/inception-v4-branches';
import { complexity } from '../../src/report/complexity';
import { modelOf, outputDifference, saveAndLoad } from '../support/layers';
import { withoutDrawing } from '../support/undrawn';

/** Output shape and weights, without batch norms and biases. */
function facts(branches: readonly Branch[], inputShape: number[]): [tf.Shape, number] {
  const block = new InceptionBlock({ name: 'mixed', branches, batchNorm: false, useBias: false });
  const inputs = tf.input({ shape: inputShape });
  const outputs = withoutDrawing(() => block.apply(inputs) as tf.SymbolicTensor);
  return [outputs.shape.slice(1), complexity(tf.model({ inputs, outputs })).params];
}

describe('the modules of Inception-v4', () => {
  it.each<[string, readonly Branch[], number[], number[], number]>([
    // Weights: 1x1 convolutions of the input, and those behind them.
    [
      'A',
      INCEPTION_V4.A,
      [35, 35, 384],
      [35, 35, 384],
      384 * (96 + 96 + 64 + 64) + 9 * (64 * 96 + 64 * 96 + 96 * 96),
    ],
    [
      'reduction A',
      INCEPTION_V4.reductionA,
      [35, 35, 384],
      [17, 17, 1024],
      9 * 384 * 384 + 384 * 192 + 9 * (192 * 224 + 224 * 256),
    ],
    [
      'B',
      INCEPTION_V4.B,
      [17, 17, 1024],
      [17, 17, 1024],
      1024 * (128 + 384 + 192 + 192) +
        7 * (192 * 224 + 224 * 256) +
        7 * (192 * 192 + 192 * 224 + 224 * 224 + 224 * 256),
    ],
    [
      'reduction B',
      INCEPTION_V4.reductionB,
      [17, 17, 1024],
      [8, 8, 1536],
      1024 * (192 + 256) + 9 * 192 * 192 + 7 * (256 * 256 + 256 * 320) + 9 * 320 * 320,
    ],
    [
      'C',
      INCEPTION_V4.C,
      [8, 8, 1536],
      [8, 8, 1536],
      1536 * (256 + 256 + 384 + 384) + 6 * 384 * 256 + 3 * (384 * 448 + 448 * 512) + 6 * 512 * 256,
    ],
  ])('%s has the shape and the weights of its figure', (_, branches, input, output, weights) => {
    expect(facts(branches, input)).toEqual([output, weights]);
  });

  it('B begins its longest branch with the tall kernel, C with the wide one', () => {
    const kernels = (branch: Branch | undefined) =>
      branch?.map((step) => ('kernelSize' in step ? step.kernelSize : undefined));
    expect(kernels(INCEPTION_V4.B[2])).toEqual([1, [7, 1], [1, 7], [7, 1], [1, 7]]);
    expect(kernels(INCEPTION_V4.C[2])).toEqual([1, [3, 1], [1, 3], undefined]);
  });

  it('halve 14 pixels to 7 where reduction B is padded, to 6 where not', () => {
    expect(facts(v4ReductionB('around'), [14, 14, 8])[0].slice(0, 2)).toEqual([7, 7]);
    expect(facts(v4ReductionB('valid'), [14, 14, 8])[0].slice(0, 2)).toEqual([6, 6]);
  });
});

describe('the modules of the Inception-ResNets', () => {
  it.each<[string, readonly Branch[], number[], number[]]>([
    ['A of v1', INCEPTION_RESNET_V1.A, [35, 35, 256], [35, 35, 96]],
    ['reduction A of v1', INCEPTION_RESNET_V1.reductionA, [35, 35, 256], [17, 17, 896]],
    ['B of v1', INCEPTION_RESNET_V1.B, [17, 17, 896], [17, 17, 256]],
    ['reduction B of v1', INCEPTION_RESNET_V1.reductionB, [17, 17, 896], [8, 8, 1792]],
    ['C of v1', INCEPTION_RESNET_V1.C, [8, 8, 1792], [8, 8, 384]],
    ['A of v2', INCEPTION_RESNET_V2.A, [35, 35, 384], [35, 35, 128]],
    ['reduction A of v2', INCEPTION_RESNET_V2.reductionA, [35, 35, 384], [17, 17, 1152]],
    ['B of v2', INCEPTION_RESNET_V2.B, [17, 17, 1152], [17, 17, 384]],
    ['reduction B of v2', INCEPTION_RESNET_V2.reductionB, [17, 17, 1152], [8, 8, 2144]],
    ['C of v2', INCEPTION_RESNET_V2.C, [8, 8, 2144], [8, 8, 448]],
  ])('%s have the channels of their figure', (_, branches, input, output) => {
    expect(facts(branches, input)[0]).toEqual(output);
  });
});

const MODULES = [
  ...Object.entries(INCEPTION_V4).map(([name, branches]) => [`${name} of v4`, branches] as const),
  ...Object.entries(INCEPTION_RESNET_V2).map(([name, branches]) => [`${name} of v2`, branches] as const),
];

it.each(MODULES)('%s predicts the same after it was saved and loaded', async (_, branches) => {
  const model = modelOf(new InceptionBlock({ branches: scaledBranches(branches, 1 / 64) }), [5, 5, 2]);
  expect(outputDifference(model, await saveAndLoad(model), [2, 5, 5, 2])).toBe(0);
});
