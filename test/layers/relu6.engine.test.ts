import * as tf from '@tensorflow/tfjs';
import { ReLU6 } from '../../src/layers/relu6';
import { behavesAsALayer } from '../support/layer-suite';
import { outputOf } from '../support/layers';

describe('ReLU6', () => {
  it('keeps values between 0 and 6 and clips the others', () => {
    const x = tf.tensor2d([[-3, 0, 2.5, 6, 7]]);
    expect(outputOf(new ReLU6(), x)).toEqual([0, 0, 2.5, 6, 6]);
  });

  behavesAsALayer(() => new ReLU6({ name: 'relu' }), [3, 4, 2]);

  it('has no gradient beyond its limits', () => {
    const slope = tf.grad((x: tf.Tensor) => new ReLU6().call(x));
    expect([...slope(tf.tensor1d([-1, 1, 5, 7]), tf.tensor1d([2, 3, 4, 5])).dataSync()]).toEqual([
      0, 3, 4, 0,
    ]);
  });
});
