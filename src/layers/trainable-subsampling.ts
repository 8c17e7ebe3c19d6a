import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { fanInUniform } from './fan-in-uniform';
import { imageShape, singleTensor } from './shapes';

/**
 * LeNet's sub-sampling: the sum of each 2x2 window times one trainable coefficient a map, plus one trainable
 * bias a map. LeCun et al. 1998, section II.B, layers S2 and S4.
 *
 * Input: `[batch, height, width, channels]` with even height and width;
 * output: `[batch, height / 2, width / 2, channels]`.
 */
export class TrainableSubsampling extends tf.layers.Layer {
  static className = 'TrainableSubsampling';
  private coefficient!: tf.LayerVariable;
  private bias!: tf.LayerVariable;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { height, width, channels } = imageShape(inputShape, this.name);
    if (height % 2 !== 0 || width % 2 !== 0) {
      throw new ConvzooError(`${this.name}: height and width must be even, got ${height}x${width}`);
    }
    this.coefficient = this.addWeight('coefficient', [channels], 'float32', fanInUniform(4));
    this.bias = this.addWeight('bias', [channels], 'float32', tf.initializers.zeros());
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const mean = tf.avgPool(singleTensor(inputs, this.name) as tf.Tensor4D, 2, 2, 'valid');
      return tf.add(tf.mul(mean, tf.mul(this.coefficient.read(), 4)), this.bias.read());
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const { height, width, channels } = imageShape(inputShape, this.name);
    return [null, height / 2, width / 2, channels];
  }
}
tf.serialization.registerClass(TrainableSubsampling);
