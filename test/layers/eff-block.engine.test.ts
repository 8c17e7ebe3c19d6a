import * as tf from '@tensorflow/tfjs';
import { EffBlock } from '../../src/layers/eff-block';
import { complexity } from '../../src/report/complexity';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf } from '../support/layers';
import { expectClose, outputWith } from '../support/output-with';

describe('EffBlock', () => {
  /** Two rows of 1 to 4 and 5 to 8; between the convolutions lie 6 channels, all the same. */
  const x = () => tf.range(1, 9).reshape([1, 2, 4, 1]);

  it('halves the width behind 1x3, and the height with 2x1', () => {
    // Sums of three 3 6 9 7 and 11 18 21 15; pooled 6 9 and 18 21; columns 24 30, twice.
    expectClose(outputWith(new EffBlock({ filters: 2 }), x()), [288, 288, 360, 360]);
  });

  it('has a leaky ReLU in place of each ReLU where told', () => {
    // -0.09 of the sums above, pooled -0.27 -0.63 and -0.99 -1.35; columns -0.378 -0.594; 12 times 0.3 of these.
    expectClose(
      outputWith(new EffBlock({ filters: 1, isLeaky: true }), x(), { 'pw/kernel': -1 }),
      [-1.361, -2.138],
    );
    expectClose(outputWith(new EffBlock({ filters: 1 }), x(), { 'pw/kernel': -1 }), [0, 0]);
  });

  it('has batch norm before a ReLU, and behind a leaky one', () => {
    const shifted = { 'conv2x1_bn/beta': -1000 };
    expectClose(outputWith(new EffBlock({ filters: 1 }), x(), shifted), [0, 0]);
    expectClose(outputWith(new EffBlock({ filters: 1, isLeaky: true }), x(), shifted), [-712, -640]);
  });

  it('has half as many channels between, but at least 6', () => {
    const params = (filters: number) => complexity(modelOf(new EffBlock({ filters }), [4, 4, 3])).params;
    const expected = (width: number, filters: number) =>
      3 * width + 2 * (3 * width) + 2 * width * filters + 2 * (3 * width + filters);
    expect(params(64)).toBe(expected(32, 64));
    expect(params(15)).toBe(expected(7, 15));
    expect(params(8)).toBe(expected(6, 8));
  });

  it('drops the last row and column of odd sizes', () => {
    expect(modelOf(new EffBlock({ filters: 8 }), [7, 5, 3]).outputs[0]?.shape).toEqual([null, 3, 2, 8]);
  });

  describe.each([
    [{ filters: 4 }, [4, 4, 2]],
    [{ filters: 4, isLeaky: true }, [2, 2, 1]],
  ])('of %j', (args, shape) => {
    behavesAsALayer(() => new EffBlock({ name: 'block', ...args }), shape, 1);
  });
});
