import * as tf from '@tensorflow/tfjs';
import { ShuffleUnit } from '../../src/layers/shuffle-unit';
import { complexity } from '../../src/report/complexity';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf } from '../support/layers';
import { expectClose, outputWith } from '../support/output-with';

const repeated = (count: number, value: number) => Array<number>(count).fill(value);

describe('ShuffleUnit (b)', () => {
  /** A pixel whose groups of 8 channels begin with 1 and 10. */
  const x = () => tf.tensor4d([1, ...repeated(7, 0), 10, ...repeated(7, 0)], [1, 1, 1, 16]);
  /** Filters see the first channel of their group, 1, 2, 3 and 4 times: 1, 2 and 30, 40. */
  const gconv1 = { 'gconv1/kernel': [1, 2, 3, 4, ...repeated(28, 0)] };
  const args = { filters: 16, groups: 2 };

  it('shows each group of the second convolution what every group of the first one made', () => {
    expectClose(outputWith(new ShuffleUnit(args), x(), gconv1), [
      ...[32, ...repeated(7, 1 + 30)],
      ...[52, ...repeated(7, 2 + 40)],
    ]);
  });

  it('shows it its own group where nothing is shuffled', () => {
    expectClose(outputWith(new ShuffleUnit({ ...args, shuffle: false }), x(), gconv1), [
      ...[4, ...repeated(7, 1 + 2)],
      ...[80, ...repeated(7, 30 + 40)],
    ]);
  });

  it('has no ReLU behind its depthwise convolution; unit (a) has', () => {
    const negative = { ...gconv1, 'dwconv/depthwise_kernel': -1, 'gconv2/kernel': -1 };
    expectClose(outputWith(new ShuffleUnit(args), x(), negative).slice(0, 2), [32, 31]);
    const layer = new ShuffleUnit({ ...args, activatesDepthwise: true });
    expectClose(outputWith(layer, x(), negative).slice(0, 2), [1, 0]);
  });

  it('has a ReLU behind its first convolution and behind its end', () => {
    const negative = { 'gconv1/kernel': [1, 2, 3, 4, ...repeated(28, 0)].map((value) => -value) };
    expectClose(outputWith(new ShuffleUnit(args), x(), negative).slice(0, 2), [1, 0]);
    expectClose(outputWith(new ShuffleUnit(args), x(), { ...gconv1, 'gconv2/kernel': -1 }), repeated(16, 0));
  });

  it("has the paper's weights: a quarter of the filters between, in groups", () => {
    const { params, macs } = complexity(modelOf(new ShuffleUnit({ filters: 240, groups: 3 }), [28, 28, 240]));
    expect(params).toBe(60 * 80 + 120 + 60 * 9 + 120 + 240 * 20 + 480);
    // Section 3.2: height * width * (2 channels * width / groups + 9 width).
    expect(macs).toBe(28 * 28 * ((2 * 240 * 60) / 3 + 9 * 60));
  });
});

describe('ShuffleUnit (c)', () => {
  /** 2x2 pixels of 9, 18, 27 and 36. */
  const x = () =>
    tf.tensor4d(
      repeated(4, 0).flatMap(() => [9, 18, 27, 36]),
      [1, 2, 2, 4],
    );
  const constant = { 'gconv2/kernel': 0, 'gconv2_bn/beta': 5 };

  it('puts the averaged input before what its convolutions make', () => {
    // A window of 3x3 holds four pixels and five of the padding.
    const layer = new ShuffleUnit({ filters: 8, groups: 1, strides: 2 });
    expectClose(outputWith(layer, x(), constant), [4, 8, 12, 16, 5, 5, 5, 5]);
  });

  it('leaves the padding out of the averages where told', () => {
    const layer = new ShuffleUnit({ filters: 8, groups: 1, strides: 2, countsPadding: false });
    expectClose(outputWith(layer, x(), constant), [9, 18, 27, 36, 5, 5, 5, 5]);
  });

  it('makes the filters that the input has not, and may not group the few channels of a stem', () => {
    const layer = (args: object) =>
      modelOf(new ShuffleUnit({ filters: 240, groups: 3, strides: 2, ...args }), [56, 56, 24]);
    const behind = 120 + 60 * 9 + 120 + 216 * 20 + 432;
    expect(complexity(layer({})).params).toBe(60 * 8 + behind);
    expect(complexity(layer({ firstGroups: 1 })).params).toBe(60 * 24 + behind);
    expect(complexity(layer({ useBias: true })).params).toBe(60 * 8 + behind + 60 + 60 + 216);
    expect(layer({}).outputs[0]?.shape).toEqual([null, 28, 28, 240]);
  });
});

describe('ShuffleUnit', () => {
  it('says which widths do not fit', () => {
    const unit = (filters: number, strides: number) =>
      modelOf(new ShuffleUnit({ name: 'unit', filters, groups: 2, strides }), [4, 4, 16]);
    expect(() => unit(20, 1)).toThrow('unit: filters must be a multiple of 8, got 20');
    expect(() => unit(24, 1)).toThrow('unit: with strides of 1 the input must have 24 channels, got 16');
    expect(() => unit(16, 2)).toThrow(
      'unit: with strides of 2 the input must have fewer than 16 channels, got 16',
    );
  });

  describe.each([
    [{ filters: 8, groups: 2 }],
    [{ filters: 8, groups: 1, shuffle: false, activatesDepthwise: true, useBias: true }],
    [{ filters: 16, groups: 2, firstGroups: 1, strides: 2, countsPadding: false }],
  ])('of %j', (args) => {
    behavesAsALayer(() => new ShuffleUnit({ name: 'unit', ...args }), [5, 4, 8], 1);
  });
});
