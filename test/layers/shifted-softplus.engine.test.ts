import * as tf from '@tensorflow/tfjs';
import { ShiftedSoftplus } from '../../src/layers/shifted-softplus';
import { behavesAsALayer } from '../support/layer-suite';
import { outputOf } from '../support/layers';

describe('ShiftedSoftplus', () => {
  it('goes through the origin, to -log 2 on the left and along x - log 2 on the right', () => {
    const output = outputOf(new ShiftedSoftplus(), tf.tensor2d([[0, -50, 50, Math.log(3)]]));
    // log(1 + 3) - log 2 is log 2.
    [0, -Math.LN2, 50 - Math.LN2, Math.LN2].forEach((value, i) => expect(output[i]).toBeCloseTo(value, 5));
  });

  behavesAsALayer(() => new ShiftedSoftplus({ name: 'act' }), [3, 4, 2]);
});
