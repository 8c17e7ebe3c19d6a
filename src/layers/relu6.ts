import * as tf from '@tensorflow/tfjs';
import { singleTensor } from './shapes';

/**
 * `min(max(x, 0), 6)`, one operation of the engine, as is its gradient: tfjs's `reLU({ maxValue: 6 })` takes two
 * of each. Howard et al. 2017, arXiv:1704.04861.
 *
 * Output: the input's shape, values in [0, 6].
 */
export class ReLU6 extends tf.layers.Layer {
  static className = 'ReLU6';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.relu6(singleTensor(inputs, this.name));
  }
}
tf.serialization.registerClass(ReLU6);
