import * as tf from '@tensorflow/tfjs';
import { HardSigmoid } from '../../src/layers/hard-sigmoid';
import { behavesAsALayer } from '../support/layer-suite';
import { outputOf } from '../support/layers';
import { expectClose } from '../support/output-with';

describe('HardSigmoid', () => {
  it('rises from 0 at -3 to 1 at 3', () => {
    expectClose(
      outputOf(new HardSigmoid(), tf.tensor2d([[-4, -3, -1.5, 0, 1.5, 3, 4]])),
      [0, 0, 0.25, 0.5, 0.75, 1, 1],
    );
  });

  behavesAsALayer(() => new HardSigmoid({ name: 'gate' }), [3, 4, 2]);
});
