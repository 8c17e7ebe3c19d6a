import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { maxUnpool } from '../ops/max-unpool';
import { imageShape, shapesOf } from './shapes';

export interface MaxUnpooling2DArgs {
  name?: string;
  /** That of the pooling; 2 unless told. */
  poolSize?: number;
}

/**
 * Puts values where the maxima of a pooling stood, zeros elsewhere. Badrinarayanan et al. 2015, arXiv:1511.00561,
 * figure 3.
 *
 * Inputs: the values `[batch, height, width, channels]`, and in the same shape the indices that a `MaxPoolIndices2D`
 * gave. Output: `[batch, height * poolSize, width * poolSize, channels]`. The values have a gradient.
 */
export class MaxUnpooling2D extends tf.layers.Layer {
  static className = 'MaxUnpooling2D';
  readonly poolSize: number;

  constructor({ poolSize = 2, ...args }: MaxUnpooling2DArgs = {}) {
    super(args);
    this.poolSize = poolSize;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [values, indices, ...others] = shapesOf(inputShape).map(([, ...shape]) => shape.join('x'));
    if (indices === undefined || others.length > 0)
      throw new ConvzooError(
        `${this.name}: takes values and indices, got ${shapesOf(inputShape).length} inputs`,
      );
    if (values !== indices)
      throw new ConvzooError(
        `${this.name}: values are ${values}, indices ${indices}, expected the same shape`,
      );
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [values, indices] = inputs as [tf.Tensor4D, tf.Tensor4D];
      return maxUnpool(values, tf.cast(indices, 'int32'), this.poolSize);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [values = []] = shapesOf(inputShape);
    const { height, width, channels } = imageShape(values, this.name);
    return [values[0] ?? null, height * this.poolSize, width * this.poolSize, channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), poolSize: this.poolSize };
  }
}
tf.serialization.registerClass(MaxUnpooling2D);
