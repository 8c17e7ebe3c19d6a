import * as tf from '@tensorflow/tfjs';
import { Scale } from '../../src/layers/scale';
import { behavesAsALayer } from '../support/layer-suite';
import { outputOf } from '../support/layers';

describe('Scale', () => {
  it('multiplies by its factor', () => {
    expect(outputOf(new Scale({ factor: -0.5 }), tf.tensor2d([[1, -4, 0]]))).toEqual([-0.5, 2, -0]);
  });

  behavesAsALayer(() => new Scale({ name: 'scale', factor: 0.25 }), [3, 2]);
});
