import * as tf from '@tensorflow/tfjs';
import { SqueezeExcite } from '../../src/layers/squeeze-excite';
import { complexity } from '../../src/report/complexity';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf } from '../support/layers';
import { expectClose, outputWith } from '../support/output-with';

describe('SqueezeExcite', () => {
  it("multiplies each channel by a gate made of all channels' means", () => {
    // Means 2 and 20 are squeezed to 2 + 0.1 * 20 = 4; the gates are those of 0.25 * 4 and of -4 + 1.
    const weights = {
      'reduce/kernel': [1, 0.1],
      'expand/kernel': [0.25, -1],
      'expand/bias': [0, 1],
    };
    const x = tf.tensor4d([1, 10, 3, 30], [1, 2, 1, 2]);
    expectClose(outputWith(new SqueezeExcite({ squeezed: 1 }), x, weights), [0.667, 0, 2, 0]);
  });

  it('halves what it has no opinion of: the ReLU lets nothing below 0 through', () => {
    const x = tf.tensor4d([2, 4], [1, 1, 1, 2]);
    expectClose(outputWith(new SqueezeExcite({ squeezed: 3 }), x, { 'reduce/kernel': -1 }), [1, 2]);
  });

  it('has two 1x1 convolutions with biases, on one pixel', () => {
    const model = modelOf(new SqueezeExcite({ squeezed: 2 }), [5, 4, 6]);
    expect(complexity(model)).toMatchObject({ params: 6 * 2 + 2 + 2 * 6 + 6, macs: 6 * 2 + 2 * 6 });
  });

  behavesAsALayer(() => new SqueezeExcite({ name: 'se', squeezed: 3 }), [3, 4, 5]);
});
