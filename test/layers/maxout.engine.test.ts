import * as tf from '@tensorflow/tfjs';
import { Maxout } from '../../src/layers/maxout';
import { UntiedBias } from '../../src/layers/untied-bias';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf, outputOf } from '../support/layers';

describe('Maxout', () => {
  it('takes the largest of neighbouring pieces', () => {
    const x = tf.tensor2d([[1, 5, -2, -3, -1, -7]]);
    expect(outputOf(new Maxout({ pieces: 2 }), x)).toEqual([5, -2, -1]);
    expect(outputOf(new Maxout({ pieces: 3 }), x)).toEqual([5, -1]);
  });

  it('does so at each position of maps', () => {
    const x = tf.tensor4d([1, 2, 4, 3, -1, -2, 0, 7], [1, 1, 2, 4]);
    expect(outputOf(new Maxout({ pieces: 2 }), x)).toEqual([2, 4, -1, 7]);
  });

  it('gives the gradient to the largest piece alone', () => {
    const slope = tf.grad((x: tf.Tensor) => new Maxout({ pieces: 3 }).call(x));
    const x = tf.tensor2d([[1, 3, 2, 6, 5, 4]]);
    expect([...slope(x, tf.tensor2d([[10, 20]])).dataSync()]).toEqual([0, 10, 0, 20, 0, 0]);
  });

  it('says what it cannot take', () => {
    expect(() => modelOf(new Maxout({ name: 'maxout1', pieces: 3 }), [4])).toThrow(
      "maxout1: 4 channels don't split into units of 3 pieces",
    );
    expect(() => new Maxout({ name: 'maxout1', pieces: 0 })).toThrow(
      'maxout1: pieces must be an integer of at least 1, got 0',
    );
  });

  behavesAsALayer(() => new Maxout({ name: 'maxout1', pieces: 2 }), [2, 3, 4]);
});

describe('UntiedBias', () => {
  it('adds to each position of each map its own', () => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 1, 2]);
    expect(outputOf(new UntiedBias(), x, [[10, 20, 30, 40]])).toEqual([11, 22, 33, 44]);
  });

  it('begins with zeros', () => {
    const x = tf.tensor4d([1, 2], [1, 1, 2, 1]);
    expect(outputOf(new UntiedBias(), x, [[0, 0]])).toEqual([1, 2]);
  });

  behavesAsALayer(() => new UntiedBias({ name: 'bias1' }), [2, 3, 2]);
});
