import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { maxPoolWithIndices } from '../ops/max-unpool';
import { imageShape, singleShape, singleTensor } from './shapes';

export interface MaxPoolIndices2DArgs {
  name?: string;
  /** Height and width of the windows, which stand side by side; 2 unless told. */
  poolSize?: number;
}

/** Between layers numbers are float32, which has all integers up to here. */
const LARGEST_INDEX = 2 ** 24;

/**
 * Where in its image the maximum of each window stands, the first of equals: what a `MaxUnpooling2D` later on puts
 * its values by. The maxima themselves are those of a max pooling of the same input.
 *
 * Input: `[batch, height, width, channels]`, height and width multiples of poolSize, an image of at most 2^24 values.
 * Output: `[batch, height / poolSize, width / poolSize, channels]`, `(row * width + column) * channels + channel`
 * of each maximum; it has no gradient.
 */
export class MaxPoolIndices2D extends tf.layers.Layer {
  static className = 'MaxPoolIndices2D';
  readonly poolSize: number;

  constructor({ poolSize = 2, ...args }: MaxPoolIndices2DArgs = {}) {
    super(args);
    this.poolSize = poolSize;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { height, width, channels } = imageShape(inputShape, this.name);
    const { name, poolSize } = this;
    if (height % poolSize !== 0 || width % poolSize !== 0)
      throw new ConvzooError(`${name}: windows of ${poolSize} don't fit an image of ${height}x${width}`);
    if (height * width * channels > LARGEST_INDEX)
      throw new ConvzooError(
        `${name}: ${height}x${width}x${channels} values, expected at most ${LARGEST_INDEX}: float32 has no larger indices`,
      );
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = singleTensor(inputs, this.name) as tf.Tensor4D;
      const [, indices] = maxPoolWithIndices(x, this.poolSize);
      return tf.cast(indices, 'float32');
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const { height, width, channels } = imageShape(inputShape, this.name);
    const [batch = null] = singleShape(inputShape, this.name);
    return [batch, height / this.poolSize, width / this.poolSize, channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), poolSize: this.poolSize };
  }
}
tf.serialization.registerClass(MaxPoolIndices2D);
