import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { imageShape, singleTensor } from './shapes';

export interface PaddedPoolingArgs {
  name?: string;
  /** Height and width of the window, in pixels. */
  poolSize: number;
  /** Rows and columns from window to window; poolSize unless told. */
  strides?: number;
  /** Rows and columns added on each side; 0 unless told. */
  padding?: number;
  /** Whether windows that reach over the edge count, as Caffe and PyTorch's `ceil_mode` have it; false unless told. */
  ceil?: boolean;
}

/** One axis: outputs, and the cells added before and behind it. */
interface Axis {
  length: number;
  before: number;
  behind: number;
}

/**
 * Pooling with the padding and the rounding of Caffe and PyTorch, which tfjs's layers don't have: `(size + 2 padding -
 * poolSize) / strides + 1` windows, rounded down or, with `ceil`, up; up, a last window that would begin behind
 * the image and its padding is left out.
 *
 * Input: `[batch, height, width, channels]`, output: `[batch, outHeight, outWidth, channels]`. Height and width must be known.
 */
export abstract class PaddedPooling extends tf.layers.Layer {
  readonly poolSize: number;
  readonly strides: number;
  readonly padding: number;
  readonly ceil: boolean;

  constructor({ poolSize, strides = poolSize, padding = 0, ceil = false, ...args }: PaddedPoolingArgs) {
    super(args);
    if (2 * padding > poolSize)
      throw new ConvzooError(
        `${this.name}: padding must be at most half of poolSize ${poolSize}, got ${padding}`,
      );
    this.poolSize = poolSize;
    this.strides = strides;
    this.padding = padding;
    this.ceil = ceil;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const { height, width, channels } = imageShape(inputShape, this.name);
    const [batch = null] = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
    return [batch, this.axis(height).length, this.axis(width).length, channels];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { poolSize, strides, padding, ceil } = this;
    return { ...super.getConfig(), poolSize, strides, padding, ceil };
  }

  protected axis(size: number): Axis {
    const { poolSize, strides, padding, ceil } = this;
    const steps = (size + 2 * padding - poolSize) / strides;
    if (steps < 0)
      throw new ConvzooError(
        `${this.name}: ${size} pixels padded by ${padding} don't hold a window of ${poolSize}`,
      );
    const rounded = Math.floor(steps) + 1;
    const isOver = ceil && steps % 1 > 0 && rounded * strides < size + padding;
    const length = isOver ? rounded + 1 : rounded;
    const behind = Math.max(0, (length - 1) * strides + poolSize - size - padding);
    return { length, before: padding, behind };
  }

  /** `x` with cells of that value around it, as many as the windows reach over. */
  protected padded(x: tf.Tensor4D, value: number): tf.Tensor4D {
    const [rows, columns] = [this.axis(x.shape[1]), this.axis(x.shape[2])];
    if (rows.before + rows.behind + columns.before + columns.behind === 0) return x;
    return tf.pad(
      x,
      [
        [0, 0],
        [rows.before, rows.behind],
        [columns.before, columns.behind],
        [0, 0],
      ],
      value,
    );
  }
}

/** Max pooling as Caffe and PyTorch pad and round it; cells outside the image never win. See {@link PaddedPooling}. */
export class PaddedMaxPooling2D extends PaddedPooling {
  static className = 'PaddedMaxPooling2D';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = this.padded(singleTensor(inputs, this.name) as tf.Tensor4D, -3.4e38);
      return tf.maxPool(x, this.poolSize, this.strides, 'valid');
    });
  }
}
tf.serialization.registerClass(PaddedMaxPooling2D);

export interface PaddedAveragePoolingArgs extends PaddedPoolingArgs {
  /**
   * Whether the padding counts as zeros in the average, as Caffe and PyTorch have it unless told, or is left out of
   * it, as TensorFlow has it; true unless told. What a window has beyond the padding never counts.
   */
  countsPadding?: boolean;
}

/** Average pooling as Caffe and PyTorch pad and round it. See {@link PaddedPooling}. */
export class PaddedAveragePooling2D extends PaddedPooling {
  static className = 'PaddedAveragePooling2D';
  readonly countsPadding: boolean;

  constructor({ countsPadding = true, ...args }: PaddedAveragePoolingArgs) {
    super(args);
    this.countsPadding = countsPadding;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = singleTensor(inputs, this.name) as tf.Tensor4D;
      const { poolSize, strides } = this;
      const average = tf.avgPool(this.padded(x, 0), poolSize, strides, 'valid');
      const [rows, columns] = [this.shares(x.shape[1]), this.shares(x.shape[2])];
      if ([...rows, ...columns].every((share) => share === 1)) return average;
      const shares = tf.outerProduct(tf.tensor1d(rows), tf.tensor1d(columns));
      return tf.div(average, tf.reshape(shares, [1, ...shares.shape, 1]));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), countsPadding: this.countsPadding };
  }

  /** Of each window along one axis, the share of its cells that count. */
  private shares(size: number): number[] {
    const around = this.countsPadding ? this.padding : 0;
    return Array.from({ length: this.axis(size).length }, (_, i) => {
      const begin = i * this.strides - this.padding;
      const counted = Math.min(begin + this.poolSize, size + around) - Math.max(begin, -around);
      return counted / this.poolSize;
    });
  }
}
tf.serialization.registerClass(PaddedAveragePooling2D);
