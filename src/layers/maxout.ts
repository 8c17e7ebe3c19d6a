import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { singleShape, singleTensor } from './shapes';

export interface MaxoutArgs {
  name?: string;
  /** Neighbouring channels that make one unit. */
  pieces: number;
}

/**
 * The largest of the `pieces` neighbouring channels of each unit. Behind a dense layer or a convolution with `pieces`
 * times as many units or filters, it makes a maxout layer. Goodfellow et al. 2013, arXiv:1302.4389, section 3.
 *
 * Input: `[batch, ..., channels]`, channels a multiple of pieces. Output: `[batch, ..., channels / pieces]`.
 */
export class Maxout extends tf.layers.Layer {
  static className = 'Maxout';
  readonly pieces: number;

  constructor({ pieces, ...args }: MaxoutArgs) {
    super(args);
    if (!Number.isInteger(pieces) || pieces < 1)
      throw new ConvzooError(`${this.name}: pieces must be an integer of at least 1, got ${pieces}`);
    this.pieces = pieces;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.units(singleShape(inputShape, this.name));
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = singleTensor(inputs, this.name);
      const others = x.shape.slice(0, -1);
      return tf.max(tf.reshape(x, [...others, this.units(x.shape), this.pieces]), -1);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = singleShape(inputShape, this.name);
    return [...shape.slice(0, -1), this.units(shape)];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), pieces: this.pieces };
  }

  private units(shape: tf.Shape): number {
    const channels = shape.at(-1);
    if (channels == null || channels % this.pieces !== 0)
      throw new ConvzooError(
        `${this.name}: ${channels} channels don't split into units of ${this.pieces} pieces`,
      );
    return channels / this.pieces;
  }
}
tf.serialization.registerClass(Maxout);
