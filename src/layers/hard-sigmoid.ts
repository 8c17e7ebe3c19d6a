import * as tf from '@tensorflow/tfjs';
import { singleTensor } from './shapes';

/**
 * `min(max(x + 3, 0), 6) / 6`, a sigmoid of straight lines. Howard et al. 2019, arXiv:1905.02244, section 5.2;
 * tfjs's activation `hardSigmoid` is steeper.
 *
 * Output: the input's shape, values in [0, 1].
 */
export class HardSigmoid extends tf.layers.Layer {
  static className = 'HardSigmoid';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.mul(tf.relu6(tf.add(singleTensor(inputs, this.name), 3)), 1 / 6));
  }
}
tf.serialization.registerClass(HardSigmoid);
