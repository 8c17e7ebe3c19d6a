import * as tf from '@tensorflow/tfjs';
import { LRN } from '../../src/layers/lrn';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf, outputOf } from '../support/layers';

function expectClose(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 5));
}

const constants = ({ size, k, alpha, beta }: LRN) => ({ size, k, alpha, beta });

describe('LRN', () => {
  it('divides by a power of the sum of squares of neighbouring channels', () => {
    // Squares 1 4 9 16; windows of 3: 5 14 29 25; times 2 plus 3: 13 31 61 53.
    const layer = new LRN({ size: 3, k: 3, alpha: 2, beta: 0.5 });
    const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 1, 4]);
    expectClose(outputOf(layer, x), [
      1 / Math.sqrt(13),
      2 / Math.sqrt(31),
      3 / Math.sqrt(61),
      4 / Math.sqrt(53),
    ]);
  });

  it('keeps pixels apart', () => {
    const layer = new LRN({ size: 5, k: 1, alpha: 1, beta: 1 });
    expectClose(outputOf(layer, tf.tensor4d([1, 2, 3, 0], [1, 1, 2, 2])), [1 / 6, 2 / 6, 3 / 10, 0]);
  });

  behavesAsALayer(() => new LRN({ name: 'norm1', size: 3, k: 0.5, alpha: 0.7, beta: 0.75 }), [3, 4, 5]);

  it('has the constants of the paper unless told', () => {
    expect(constants(new LRN())).toEqual({ size: 5, k: 2, alpha: 1e-4, beta: 0.75 });
  });

  it("takes Caffe's constants, whose alpha is of the whole window", () => {
    expect(constants(LRN.caffe())).toEqual({ size: 5, k: 1, alpha: 0.2, beta: 0.75 });
    expect(constants(LRN.caffe({ localSize: 3, alpha: 0.75, beta: 0.5, k: 2 }))).toEqual({
      size: 3,
      k: 2,
      alpha: 0.25,
      beta: 0.5,
    });
  });

  it("takes PyTorch's constants, whose alpha is of the whole window", () => {
    expect(constants(LRN.pytorch({ size: 9 }))).toEqual({ size: 9, k: 1, alpha: 1e-4 / 9, beta: 0.75 });
    expect(constants(LRN.pytorch({ size: 5, k: 2, alpha: 5e-4 }))).toEqual(constants(new LRN()));
  });

  it("takes TensorFlow's constants, whose radius is on both sides", () => {
    expect(constants(LRN.tensorflow())).toEqual({ size: 11, k: 1, alpha: 1, beta: 0.5 });
    const paper = LRN.tensorflow({ depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75 });
    expect(constants(paper)).toEqual(constants(new LRN()));
  });

  it('says what it cannot take', () => {
    expect(() => LRN.pytorch({ name: 'norm1', size: 4 })).toThrow(
      "norm1: the window's size must be an odd number of channels, got 4",
    );
    expect(() => modelOf(new LRN({ name: 'norm1' }), [4])).toThrow(
      'norm1: expected [batch, height, width, channels], got [null,4]',
    );
  });
});
