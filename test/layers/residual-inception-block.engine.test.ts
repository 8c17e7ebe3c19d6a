import * as tf from '@tensorflow/tfjs';
import {
  ResidualInceptionBlock,
  type ResidualInceptionBlockArgs,
} from '../../src/layers/residual-inception-block';
import { complexity } from '../../src/report/complexity';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf } from '../support/layers';

/** A branch of 1x1 with 2 filters, and one of 1x1 and 1x3. */
const BRANCHES: ResidualInceptionBlockArgs['branches'] = [
  [{ name: 'branch1', conv: 2 }],
  [
    { name: 'branch2_1', conv: 1 },
    { name: 'branch2_2', conv: 1, kernelSize: [1, 3] },
  ],
];

/** What batch norm without mean and with a variance of 1 multiplies by. */
const NORMALISED = 1 / Math.sqrt(1 + 1e-3);

/** What a block makes of pixels in a row with kernels of ones, biases of `up` and zeros elsewhere. */
function output(args: Partial<ResidualInceptionBlockArgs>, pixels: number[], up: number): number[] {
  const block = new ResidualInceptionBlock({ branches: BRANCHES, ...args });
  const model = modelOf(block, [1, pixels.length, 1]);
  for (const variable of model.weights) {
    const name = variable.originalName;
    const value = /moving_variance|gamma|kernel/.test(name) ? 1 : name.endsWith('up/bias') ? up : 0;
    variable.write(tf.fill(variable.shape as number[], value));
  }
  return [...(model.predict(tf.tensor4d(pixels, [1, 1, pixels.length, 1])) as tf.Tensor).dataSync()];
}

/** What its branches and the 1x1 behind them make of 1, 2, 3: 2 x of the first, the sums of three of the second. */
const BRANCHED = [
  2 * 1 * NORMALISED + 3 * NORMALISED ** 2,
  2 * 2 * NORMALISED + 6 * NORMALISED ** 2,
  2 * 3 * NORMALISED + 5 * NORMALISED ** 2,
];

function expectClose(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 4));
}

describe('ResidualInceptionBlock', () => {
  it('adds what its branches make, through a 1x1 convolution with bias, to its input', () => {
    const expected = BRANCHED.map((branched, i) => i + 1 + branched - 1);
    expectClose(output({}, [1, 2, 3], -1), expected);
  });

  it('scales it, bias and all, and not the input', () => {
    const expected = BRANCHED.map((branched, i) => i + 1 + 0.2 * (branched + 10));
    expectClose(output({ scale: 0.2 }, [1, 2, 3], 10), expected);
  });

  it('takes the ReLU of the sum unless told otherwise', () => {
    expectClose(output({}, [-2], 1), [0]);
    expectClose(output({ isActivated: false }, [-2], 1), [-1]);
  });

  it('has nothing but a bias on the 1x1 convolution', () => {
    const model = modelOf(new ResidualInceptionBlock({ branches: BRANCHES }), [4, 4, 5]);
    // 1x1 with 2 filters, 1x1 and 1x3 with one, two of batch norm for each; from 3 channels to 5, and 5 biases.
    expect(complexity(model).params).toBe(5 * 2 + 5 + 3 + 2 * 4 + 3 * 5 + 5);
  });

  it('can project its shortcut to other channels, and normalises the sum then', () => {
    const args = { branches: BRANCHES, projection: 7 };
    const model = modelOf(new ResidualInceptionBlock(args), [4, 4, 5]);
    expect(model.outputs[0]?.shape).toEqual([null, 4, 4, 7]);
    expect(complexity(model).params).toBe(5 * 2 + 5 + 3 + 2 * 4 + 3 * 7 + 7 + (5 * 7 + 7) + 2 * 7);
    const expected = BRANCHED.map((branched, i) => NORMALISED * (i + 1 + branched));
    expectClose(output({ projection: 1 }, [1, 2, 3], 0), expected);
  });

  describe.each([
    [{ scale: 0.17, isActivated: false, batchNorm: { epsilon: 1e-3, scale: false } }],
    [{ projection: 3, batchNorm: { epsilon: 0.01 } }],
  ])('of %j', (args) => {
    const make = () => new ResidualInceptionBlock({ name: 'block', branches: BRANCHES, ...args });
    behavesAsALayer(make, [3, 4, 2], 0.3);
  });
});
