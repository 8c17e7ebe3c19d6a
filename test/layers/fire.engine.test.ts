import * as tf from '@tensorflow/tfjs';
import { Fire, type FireArgs } from '../../src/layers/fire';
import { complexity } from '../../src/report/complexity';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf, outputOf } from '../support/layers';

/** One squeezing filter, one of 1x1 and two of 3x3 behind it. */
const ARGS = { name: 'fire2', squeeze: 1, expand1x1: 1, expand3x3: 2 };

/** Kernels and biases in the order squeeze, expand1x1, expand3x3: sums of the window, the second times -1. */
const SQUEEZE = [[1, 1, 1], [0]];
const EXPAND = [[2], [1], Array.from({ length: 18 }, (_, i) => (i % 2 === 0 ? 1 : -1)), [0, 30]];

describe('Fire', () => {
  // Of 3 channels, squeezed to 1, 2, 3 and 0 for -4.
  const x = () => tf.tensor4d([1, 0, 0, 0, 2, 0, 1, 1, 1, 0, -4, 0], [1, 2, 2, 3]);

  it('expands what it squeezed by 1x1 and 3x3, each behind a ReLU', () => {
    const output = outputOf(new Fire(ARGS), x(), [...SQUEEZE, ...EXPAND]);
    // 2 s + 1; the sum 6, as every window of 3x3 covers the image; 30 - 6.
    expect(output).toEqual([3, 6, 24, 5, 6, 24, 7, 6, 24, 1, 6, 24]);
  });

  it('adds its input, also what is negative, where that has as many channels', () => {
    const output = outputOf(new Fire({ ...ARGS, bypass: 'simple' }), x(), [...SQUEEZE, ...EXPAND]);
    expect(output).toEqual([4, 6, 24, 5, 8, 24, 8, 7, 25, 1, 2, 24]);
  });

  it('adds a 1x1 convolution of its input where that has other channels, if the bypass is complex', () => {
    const wide = (bypass: NonNullable<FireArgs['bypass']>) =>
      modelOf(new Fire({ ...ARGS, bypass }), [2, 2, 5]);
    const params = 5 + 1 + (1 + 1) + 2 * (9 + 1);
    expect(complexity(wide('none')).params).toBe(params);
    expect(complexity(wide('simple')).params).toBe(params);
    expect(complexity(wide('complex')).params).toBe(params + 3 * (5 + 1));
  });

  it('adds no weights to a complex bypass of as many channels', () => {
    const alike = modelOf(new Fire({ ...ARGS, bypass: 'complex' }), [2, 2, 3]);
    expect(complexity(alike).params).toBe(3 + 1 + 2 + 2 * 10);
  });

  it('normalises each of its convolutions where told', () => {
    const model = modelOf(new Fire({ ...ARGS, batchNorm: true }), [2, 2, 3]);
    expect(complexity(model).params).toBe(3 + 1 + 2 + 2 * 10 + 2 * (1 + 1 + 2));
  });

  describe.each<Partial<FireArgs>>([{}, { bypass: 'complex', batchNorm: true }])('with %j', (args) => {
    behavesAsALayer(() => new Fire({ ...ARGS, squeeze: 2, ...args }), [3, 3, 2]);
  });
});
