import * as tf from '@tensorflow/tfjs';
import { imageShape, singleTensor } from './shapes';

export interface UntiedBiasArgs {
  name?: string;
  trainable?: boolean;
}

/**
 * A bias of its own for each position of each map, which a convolution shares over the positions.
 *
 * Input and output: `[batch, height, width, channels]`, height and width known. Weight: `bias`
 * `[height, width, channels]`, zeros at first.
 */
export class UntiedBias extends tf.layers.Layer {
  static className = 'UntiedBias';
  private bias!: tf.LayerVariable;

  constructor(args: UntiedBiasArgs = {}) {
    super(args);
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { height, width, channels } = imageShape(inputShape, this.name);
    this.bias = this.addWeight('bias', [height, width, channels], 'float32', tf.initializers.zeros());
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.add(singleTensor(inputs, this.name), this.bias.read()));
  }
}
tf.serialization.registerClass(UntiedBias);
