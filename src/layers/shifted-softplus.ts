import * as tf from '@tensorflow/tfjs';
import { singleTensor } from './shapes';

/**
 * `log(1 + e^x) - log 2`, a smooth ReLU through the origin, as in Mishkin, Sergievskiy, Matas 2016, arXiv:1606.02228.
 *
 * Output: the input's shape, values above -log 2.
 */
export class ShiftedSoftplus extends tf.layers.Layer {
  static className = 'ShiftedSoftplus';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.sub(tf.softplus(singleTensor(inputs, this.name)), Math.LN2));
  }
}
tf.serialization.registerClass(ShiftedSoftplus);
