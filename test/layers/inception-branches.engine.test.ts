import * as tf from '@tensorflow/tfjs';
import { InceptionBlock, scaledBranches, type Branch } from '../../src/layers/inception-block';
import {
  INCEPTION_V3,
  inceptionV1Branches,
  inceptionV2Branches,
  naiveBranches,
} from '../../src/layers/inception-branches';
import { complexity } from '../../src/report/complexity';
import { modelOf, outputDifference, randomTensor, saveAndLoad } from '../support/layers';
import { withoutDrawing } from '../support/undrawn';

const V1 = { conv1x1: 64, reduce3x3: 96, conv3x3: 128, reduce5x5: 16, conv5x5: 32, project: 32 };
const V2 = { reduce3x3: 128, conv3x3: 160, reduceDouble: 64, double3x3: 96 };

/** Output shape, parameters and multiply-adds, without batch norms and biases. */
function facts(branches: Branch[], inputShape: number[]): [tf.Shape | undefined, number, number] {
  const block = new InceptionBlock({ name: 'mixed', branches, batchNorm: false, useBias: false });
  const inputs = tf.input({ shape: inputShape });
  const outputs = withoutDrawing(() => block.apply(inputs) as tf.SymbolicTensor);
  const { params, macs } = complexity(tf.model({ inputs, outputs }));
  return [outputs.shape, params, macs];
}

describe('GoogLeNet 3a', () => {
  it('has 387,072 weights in the naive form, and the channels of its input behind the pooling', () => {
    const [shape, weights, macs] = facts(naiveBranches(V1), [28, 28, 192]);
    expect(shape).toEqual([null, 28, 28, 64 + 128 + 32 + 192]);
    expect(weights).toBe(192 * (64 + 9 * 128 + 25 * 32));
    expect(weights).toBe(387_072);
    expect(macs).toBe(387_072 * 28 * 28);
  });

  it('has fewer than half as many with convolutions before the large ones', () => {
    const [shape, weights] = facts(inceptionV1Branches(V1), [28, 28, 192]);
    expect(shape).toEqual([null, 28, 28, 256]);
    expect(weights).toBe(157_184 + 6_144);
  });

  it('has a third branch of the kernels told', () => {
    const weights = (kernelSizes: number[]) =>
      facts(inceptionV1Branches(V1, { kernelSizes }), [7, 7, 192])[1];
    expect(weights([3])).toBe(163_328 - 16 * 16 * 32);
    expect(weights([3, 3])).toBe(163_328 - 16 * 16 * 32 + 9 * 32 * 32);
  });
});

describe('BN-Inception', () => {
  it('has two 3x3 convolutions where GoogLeNet has 5x5', () => {
    const branches = inceptionV2Branches({ ...V2, conv1x1: 64, project: 32 }, { pool: 'average' });
    const [shape, weights] = facts(branches, [28, 28, 192]);
    expect(shape).toEqual([null, 28, 28, 64 + 160 + 96 + 32]);
    expect(weights).toBe(192 * (64 + 128 + 64 + 32) + 9 * (128 * 160 + 64 * 96 + 96 * 96));
  });

  it.each([
    [28, 14],
    [27, 14],
  ])('halves %d pixels to %d in the last convolution of each branch and in the pooling', (size, half) => {
    const branches = inceptionV2Branches(V2, { pool: 'max', strides: 2, padding: 'same' });
    const [shape, , macs] = facts(branches, [size, size, 320]);
    expect(shape).toEqual([null, half, half, 160 + 96 + 320]);
    const [whole, halved] = [320 * (128 + 64) + 9 * 64 * 96, 9 * (128 * 160 + 96 * 96)];
    expect(macs).toBe(whole * size ** 2 + halved * half ** 2);
  });
});

describe('Inception v3', () => {
  it.each<[string, Branch[], number[], number[], number]>([
    // Weights: 1x1 convolutions of the input, and those behind them.
    [
      'A',
      INCEPTION_V3.A(32),
      [35, 35, 192],
      [35, 35, 256],
      192 * (64 + 48 + 64 + 32) + 25 * 48 * 64 + 9 * (64 * 96 + 96 * 96),
    ],
    ['B', INCEPTION_V3.B(), [35, 35, 288], [17, 17, 768], 288 * (9 * 384 + 64) + 9 * (64 * 96 + 96 * 96)],
    [
      'C',
      INCEPTION_V3.C(128),
      [17, 17, 768],
      [17, 17, 768],
      768 * (192 + 128 + 128 + 192) + 7 * (128 * 128 + 128 * 192) + 7 * (3 * 128 * 128 + 128 * 192),
    ],
    [
      'D',
      INCEPTION_V3.D(),
      [17, 17, 768],
      [8, 8, 1280],
      768 * 2 * 192 + 9 * 192 * 320 + 14 * 192 * 192 + 9 * 192 * 192,
    ],
    [
      'E',
      INCEPTION_V3.E(),
      [8, 8, 1280],
      [8, 8, 2048],
      1280 * (320 + 384 + 448 + 192) + 6 * 384 * 384 + 9 * 448 * 384 + 6 * 384 * 384,
    ],
  ])('%s has the shape and the weights of the released network', (_, branches, input, output, weights) => {
    expect(facts(branches, input).slice(0, 2)).toEqual([[null, ...output], weights]);
  });

  it('can have larger convolutions behind the poolings of A', () => {
    const shape = [7, 7, 8];
    const extra =
      facts(INCEPTION_V3.A(32, { kernelSize: 3 }), shape)[1] - facts(INCEPTION_V3.A(32), shape)[1];
    expect(extra).toBe(8 * 8 * 32);
  });
});

describe.each<[string, Branch[]]>([
  ['the naive module', naiveBranches({ conv1x1: 64, conv3x3: 64, conv5x5: 64 })],
  ['the module of GoogLeNet', inceptionV1Branches(V1)],
  [
    'the module of BN-Inception',
    inceptionV2Branches({ ...V2, conv1x1: 64, project: 32 }, { pool: 'average' }),
  ],
  [
    'the halving module of BN-Inception',
    inceptionV2Branches(V2, { pool: 'max', strides: 2, padding: 'same' }),
  ],
  ['A', INCEPTION_V3.A(64, { countsPadding: true })],
  ['B', INCEPTION_V3.B()],
  ['C', INCEPTION_V3.C(128)],
  ['D', INCEPTION_V3.D()],
  ['E', INCEPTION_V3.E()],
])('%s', (_, branches) => {
  const make = () =>
    modelOf(new InceptionBlock({ name: 'mixed', branches: scaledBranches(branches, 1 / 64) }), [5, 5, 2]);

  it('has the slopes that finite differences show along each of its gradients', () => {
    const model = make();
    // So that no ReLU lets nothing through.
    for (const weight of model.weights)
      if (weight.originalName.endsWith('beta')) weight.write(tf.ones(weight.shape as number[]));
    expect(slopeError(model, [2, 5, 5, 2])).toBeLessThan(0.1);
  });

  it('predicts the same after it was saved and loaded', async () => {
    const model = make();
    expect(outputDifference(model, await saveAndLoad(model), [2, 5, 5, 2])).toBe(0);
  });
});

/** The worst relative difference between the gradients' lengths and the slopes in their directions. */
function slopeError(model: tf.LayersModel, inputShape: number[]): number {
  const x = tf.variable(randomTensor(inputShape, 11));
  const loss = () => tf.tidy(() => tf.sum(tf.square(model.apply(x) as tf.Tensor)) as tf.Scalar);
  const variables = [x, ...model.trainableWeights.map((weight) => weight.read() as tf.Variable)];
  const { grads } = tf.variableGrads(loss, variables);
  const errors = variables.map((variable) => {
    const gradient = grads[variable.name];
    if (gradient === undefined) throw new Error(`no gradient for ${variable.name}`);
    const length = tf.norm(gradient).dataSync()[0] ?? NaN;
    const [step, original] = [3e-3, variable.clone()];
    const at = (offset: number) => {
      variable.assign(tf.add(original, tf.mul(gradient, offset / length)));
      return loss().dataSync()[0] ?? NaN;
    };
    const slope = (at(step) - at(-step)) / (2 * step);
    variable.assign(original);
    return Math.abs(slope / length - 1);
  });
  return Math.max(...errors);
}
