import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { imageShape, singleTensor } from './shapes';

export interface OffsetMaxPoolingArgs {
  name?: string;
  /** Height and width of the windows, in pixels. */
  poolSize: number;
}

/**
 * Max pooling by windows side by side, once for each offset at which the first may lie: what lies between the
 * windows of one pooling is seen by another. Sermanet et al. 2013, arXiv:1312.6229, section 3.3 and figure 3.
 *
 * Input: `[batch, height, width, channels]`. Output: `[offsets * batch, rows, columns, channels]`, the images of offset
 * (0, 0) first, then those of (0, 1); offsets are `poolSize^2`, rows `floor((height - poolSize + 1) / poolSize)`: as
 * many as fit whatever the offset. `InterleaveOffsets` makes one map of what comes of them.
 */
export class OffsetMaxPooling2D extends tf.layers.Layer {
  static className = 'OffsetMaxPooling2D';
  readonly poolSize: number;

  constructor({ poolSize, ...args }: OffsetMaxPoolingArgs) {
    super(args);
    this.poolSize = poolSize;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { poolSize } = this;
      const x = singleTensor(inputs, this.name) as tf.Tensor4D;
      const everywhere = tf.maxPool(x, poolSize, 1, 'valid');
      const [batch, height, width, channels] = x.shape;
      const [rows, columns] = [this.length(height) * poolSize, this.length(width) * poolSize];
      const shared = tf.slice(everywhere, [0, 0, 0, 0], [batch, rows, columns, channels]);
      return tf.spaceToBatchND(shared, [poolSize, poolSize], NO_MARGINS);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const { height, width, channels } = imageShape(inputShape, this.name);
    return [null, this.length(height), this.length(width), channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), poolSize: this.poolSize };
  }

  private length(size: number): number {
    const length = Math.floor((size - this.poolSize + 1) / this.poolSize);
    if (length < 1)
      throw new ConvzooError(
        `${this.name}: ${size} pixels don't hold a window of ${this.poolSize} at each of its offsets`,
      );
    return length;
  }
}
tf.serialization.registerClass(OffsetMaxPooling2D);

export interface InterleaveOffsetsArgs {
  name?: string;
  /** The `poolSize` of the pooling whose offsets are interleaved. */
  poolSize: number;
}

/**
 * One map of the maps of all offsets: row `poolSize * i + d` is row `i` of the maps whose offset is `d` rows, and so
 * with columns. Sermanet et al. 2013, arXiv:1312.6229, section 3.3, figure 3c.
 *
 * Input: `[offsets * batch, rows, columns, channels]`, as from `OffsetMaxPooling2D`. Output:
 * `[batch, poolSize * rows, poolSize * columns, channels]`.
 */
export class InterleaveOffsets extends tf.layers.Layer {
  static className = 'InterleaveOffsets';
  readonly poolSize: number;

  constructor({ poolSize, ...args }: InterleaveOffsetsArgs) {
    super(args);
    this.poolSize = poolSize;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { poolSize } = this;
    return tf.batchToSpaceND(singleTensor(inputs, this.name), [poolSize, poolSize], NO_MARGINS);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const { height, width, channels } = imageShape(inputShape, this.name);
    return [null, height * this.poolSize, width * this.poolSize, channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), poolSize: this.poolSize };
  }
}
tf.serialization.registerClass(InterleaveOffsets);

const NO_MARGINS = [
  [0, 0],
  [0, 0],
];
