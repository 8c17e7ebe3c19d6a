import * as tf from '@tensorflow/tfjs';
import { singleTensor } from './shapes';

/**
 * LeNet-5's squashing function `1.7159 tanh(2x / 3)`: f(1) = 1, f(-1) = -1. LeCun et al. 1998, appendix A.
 *
 * Output: the input's shape, values in (-1.7159, 1.7159).
 */
export class ScaledTanh extends tf.layers.Layer {
  static className = 'ScaledTanh';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.mul(tf.tanh(tf.mul(singleTensor(inputs, this.name), 2 / 3)), 1.7159));
  }
}
tf.serialization.registerClass(ScaledTanh);
