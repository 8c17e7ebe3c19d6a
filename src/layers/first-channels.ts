import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { channelsOf, singleShape, singleTensor } from './shapes';

export interface FirstChannelsArgs {
  name?: string;
  /** How many are kept. */
  channels: number;
}

/**
 * Keeps the first channels and drops the others.
 *
 * Input: `[batch, height, width, more]`. Output: `[batch, height, width, channels]`.
 */
export class FirstChannels extends tf.layers.Layer {
  static className = 'FirstChannels';
  readonly channels: number;

  constructor({ channels, ...args }: FirstChannelsArgs) {
    super(args);
    this.channels = channels;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const found = channelsOf(inputShape, this.name);
    if (found < this.channels)
      throw new ConvzooError(`${this.name}: can't keep ${this.channels} channels of ${found}`);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = singleTensor(inputs, this.name);
      return tf.slice(x, [0, 0, 0, 0], [...x.shape.slice(0, 3), this.channels]);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...singleShape(inputShape, this.name).slice(0, 3), this.channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), channels: this.channels };
  }
}
tf.serialization.registerClass(FirstChannels);
