import * as tf from '@tensorflow/tfjs';
import {
  InceptionBlock,
  scaledBranches,
  stepLayers,
  type Branch,
  type PoolingStep,
} from '../../src/layers/inception-block';
import { complexity } from '../../src/report/complexity';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf, outputOf } from '../support/layers';

const POOLED: PoolingStep = { name: 'pool', pool: 'average' };

/** A 1x1 convolution, a pooling with a 1x1 convolution behind it, and the input itself. */
const BRANCHES: Branch[] = [
  [{ name: 'conv1x1', conv: 1 }],
  [
    { name: 'pool', pool: 'max' },
    { name: 'project', conv: 1 },
  ],
  [],
];

/** Every kind of step, two levels deep. */
const DEEP: Branch[] = [
  [{ name: 'conv3x3', conv: 2, kernelSize: 3, strides: 2, padding: 'valid' }],
  [
    { name: 'reduce', conv: 2 },
    {
      name: 'crossed',
      split: [
        [{ name: 'conv1x3', conv: 1, kernelSize: [1, 3] }],
        [{ name: 'conv3x1', conv: 2, kernelSize: [3, 1] }, POOLED],
      ],
    },
    { name: 'halved', pool: 'max', strides: 2, padding: 'valid' },
  ],
];

const image = () => tf.tensor4d([1, -2, 3, 4], [1, 2, 2, 1]);

describe('InceptionBlock', () => {
  it('puts the channels of its branches one after the other', () => {
    const block = new InceptionBlock({ name: 'mixed', branches: BRANCHES, batchNorm: false });
    // Kernel and bias of conv1x1, then of project: 2 x + 1 and 3 * 4 - 10, each behind a ReLU, and x itself.
    expect(outputOf(block, image(), [[2], [1], [3], [-10]])).toEqual([3, 2, 1, 0, 2, -2, 7, 2, 3, 9, 2, 4]);
  });

  it('normalises each convolution, which then has no bias, unless told', () => {
    const params = (args: object) =>
      complexity(modelOf(new InceptionBlock({ name: 'mixed', branches: BRANCHES, ...args }), [2, 2, 1]))
        .params;
    expect(params({})).toBe(2 * (1 + 2));
    expect(params({ useBias: true })).toBe(2 * (1 + 1 + 2));
    expect(params({ batchNorm: { scale: false } })).toBe(2 * (1 + 1));
    expect(params({ batchNorm: false })).toBe(2 * (1 + 1));
    expect(params({ batchNorm: false, useBias: false })).toBe(2);
  });

  it('splits branches again', () => {
    const model = modelOf(new InceptionBlock({ name: 'mixed', branches: DEEP }), [5, 7, 3]);
    expect(model.outputs[0]?.shape).toEqual([null, 2, 3, 2 + 1 + 2]);
    expect(complexity(model).macs).toBe(6 * 27 * 2 + 35 * (3 * 2 + 3 * 2 * 1 + 3 * 2 * 2));
  });

  it('names its layers by their roles', () => {
    const model = modelOf(new InceptionBlock({ name: 'mixed', branches: BRANCHES }), [2, 2, 1]);
    const names = model.weights.map(({ originalName }) => originalName);
    expect(names).toEqual(expect.arrayContaining(['mixed/conv1x1/kernel', 'mixed/project_bn/gamma']));
  });

  describe.each([
    ['flat', { branches: BRANCHES }],
    ['deep', { branches: DEEP, batchNorm: { epsilon: 1 }, useBias: true }],
  ])('with %s branches', (_, args) => {
    behavesAsALayer(() => new InceptionBlock({ name: 'mixed', ...args }), [3, 3, 2]);
  });
});

describe('the poolings of a branch', () => {
  const pooled = (step: Partial<PoolingStep>) => {
    const [layer, ...others] = stepLayers({ name: 'pool', pool: 'max', ...step }, {});
    if (layer === undefined || others.length > 0) throw new Error('expected one layer');
    return outputOf(layer, image());
  };

  it('keep the size, and leave the padding out of averages', () => {
    expect(pooled({ pool: 'average' })).toEqual([1.5, 1.5, 1.5, 1.5]);
    expect(pooled({ pool: 'max' })).toEqual([4, 4, 4, 4]);
  });

  it('count the padding where told', () => {
    const [first = NaN, ...rest] = pooled({ pool: 'average', countsPadding: true });
    expect(first).toBeCloseTo(6 / 9, 5);
    expect(rest).toHaveLength(3);
  });

  it('halve the size with the padding given', () => {
    expect(pooled({ strides: 2 })).toEqual([4]);
    expect(pooled({ strides: 2, padding: 'same' })).toEqual([4]);
    expect(pooled({ poolSize: 2, strides: 2, padding: 'valid' })).toEqual([4]);
    expect(pooled({ poolSize: 1, strides: 2, padding: 'valid', ceil: true })).toEqual([1]);
  });
});

describe('scaledBranches', () => {
  it('scales the filters of every convolution, those of a split too', () => {
    const [[conv3x3] = [], [reduce, crossed, halved] = []] = scaledBranches(DEEP, 1.5);
    expect([conv3x3, reduce]).toMatchObject([{ conv: 3, padding: 'valid' }, { conv: 3 }]);
    expect(crossed).toMatchObject({ split: [[{ conv: 2 }], [{ conv: 3 }, { pool: 'average' }]] });
    expect(halved).toEqual(DEEP[1]?.[2]);
  });
});
