import * as tf from '@tensorflow/tfjs';
import { XceptionBlock, type XceptionBlockArgs } from '../../src/layers/xception-block';
import { complexity } from '../../src/report/complexity';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf } from '../support/layers';

/** What batch norm without mean and with a variance of 1 multiplies by. */
const NORMALISED = 1 / Math.sqrt(1 + 1e-3);

/** What the block makes of an image with kernels of ones (depthwise) and `weight` (the others), and no biases. */
function output(
  args: XceptionBlockArgs,
  values: number[],
  shape: [number, number],
  weight: number,
): number[] {
  const model = modelOf(new XceptionBlock(args), [...shape, 1]);
  for (const variable of model.weights) {
    const name = variable.originalName;
    const value = /moving_variance|gamma|depthwise_kernel/.test(name)
      ? 1
      : name.endsWith('kernel')
        ? weight
        : 0;
    variable.write(tf.fill(variable.shape as number[], value));
  }
  const result = model.predict(tf.tensor4d(values, [1, ...shape, 1])) as tf.Tensor;
  return [...result.dataSync()];
}

function expectClose(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 4));
}

describe('XceptionBlock', () => {
  it('adds its input, also where negative, to what the ReLU lets through to the convolution', () => {
    // Of -2, 3, 4 the ReLU leaves 0, 3, 4; a window of three sums 3, 7, 7.
    const sums = [3, 7, 7].map((sum) => 0.5 * NORMALISED * sum);
    expectClose(
      output({ filters: [1] }, [-2, 3, 4], [1, 3], 0.5),
      [-2, 3, 4].map((x, i) => x + (sums[i] ?? NaN)),
    );
  });

  it('begins without a ReLU where told, and has none at its end', () => {
    expectClose(output({ filters: [1], activatesInput: false }, [-2], [1, 1], 0.5), [-2 - NORMALISED]);
  });

  it('has a ReLU before its second convolution', () => {
    expectClose(output({ filters: [1, 1] }, [4], [1, 1], -1), [4]);
  });

  it('has nothing between the two halves of a convolution', () => {
    // With a ReLU between them, what comes from -2 would be 0.
    expectClose(output({ filters: [1], activatesInput: false }, [-2], [1, 1], -1), [-2 + 2 * NORMALISED]);
  });

  it.each([
    // Sums of three columns: 3 6 9 7. Windows begin at columns 0 and 2, the last reaches over the edge.
    ['same', [9, 9]],
    // They begin at -1 and 1.
    ['around', [6, 9]],
  ] as const)('pools with the padding %s, and projects every second pixel', (padding, [first, second]) => {
    const args = { filters: [1], activatesInput: false, pooling: { strides: 2, padding } };
    expectClose(output(args, [1, 2, 3, 4], [1, 4], 1), [NORMALISED * (first + 1), NORMALISED * (second + 3)]);
  });

  it('has a projection with batch norm, and a bias where told, only where it pools', () => {
    const pooling = { strides: 2, padding: 'same' } as const;
    const params = (args: XceptionBlockArgs) =>
      complexity(modelOf(new XceptionBlock(args), [4, 4, 2])).params;
    // Each convolution: 9 weights a channel, in times out, two of batch norm for each that comes out.
    const branch = 9 * 2 + 2 * 3 + 2 * 3 + (9 * 3 + 3 * 5 + 2 * 5);
    expect(params({ filters: [3, 5], pooling })).toBe(branch + 2 * 5 + 2 * 5);
    expect(params({ filters: [3, 5], pooling, useBias: true })).toBe(branch + 2 * 5 + 5 + 2 * 5);
    expect(params({ filters: [2] })).toBe(9 * 2 + 2 * 2 + 2 * 2);
  });

  describe.each([
    [
      {
        filters: [3],
        activatesInput: false,
        pooling: { strides: 2, padding: 'around' },
        useBias: true,
        epsilon: 0.01,
      },
    ],
    [{ filters: [3, 2], activatesInput: false }],
  ] as [XceptionBlockArgs][])('of %j', (args) => {
    behavesAsALayer(() => new XceptionBlock({ name: 'block', ...args }), [5, 4, 2], 1);
  });
});
