import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { singleShape, singleTensor } from './shapes';

export interface ChannelPReLUArgs {
  name?: string;
  trainable?: boolean;
  /** What the slopes are before training; 0.25 unless told, as in the paper. */
  slope?: number;
}

/**
 * `x` where it is positive, elsewhere `x` times a trained slope, one for each channel. He et al. 2015,
 * arXiv:1502.01852, section 2.1. Unlike `tf.layers.prelu`, it takes images of any size.
 *
 * Input and output: `[batch, ..., channels]`. Weight: `alpha` `[channels]`, the slopes.
 */
export class ChannelPReLU extends tf.layers.Layer {
  static className = 'ChannelPReLU';
  readonly slope: number;
  private alpha!: tf.LayerVariable;

  constructor({ slope = 0.25, ...args }: ChannelPReLUArgs = {}) {
    super(args);
    this.slope = slope;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = singleShape(inputShape, this.name).at(-1);
    if (channels == null)
      throw new ConvzooError(`${this.name}: the last axis must be known, got ${JSON.stringify(inputShape)}`);
    const initial = tf.initializers.constant({ value: this.slope });
    this.alpha = this.addWeight('alpha', [channels], 'float32', initial);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.prelu(singleTensor(inputs, this.name), this.alpha.read()));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), slope: this.slope };
  }
}
tf.serialization.registerClass(ChannelPReLU);
