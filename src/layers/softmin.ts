import * as tf from '@tensorflow/tfjs';
import { singleTensor } from './shapes';

/**
 * Probabilities of distances: `e^-x / sum(e^-x)` over the last axis, so the nearest class is the likeliest.
 *
 * Input and output: `[batch, classes]`.
 */
export class Softmin extends tf.layers.Layer {
  static className = 'Softmin';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.softmax(tf.neg(singleTensor(inputs, this.name))));
  }
}
tf.serialization.registerClass(Softmin);
