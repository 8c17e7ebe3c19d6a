import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { imageShape, singleTensor } from './shapes';

export interface SubsampleAndPadArgs {
  name?: string;
  /** Every how manieth row and column is kept. */
  strides: number;
  /** Channels of the output, at least as many as come in. */
  filters: number;
  /** Whether the zero channels stand behind the input's, or half of them before and half behind. */
  zeros?: 'after' | 'around';
}

/**
 * The shortcut of option A: rows and columns subsampled from the first on, new channels zero. He et al. 2015,
 * arXiv:1512.03385, section 3.3; it has no parameters.
 *
 * Input: `[batch, height, width, channels]`. Output: `[batch, ceil(height / strides), ceil(width / strides), filters]`.
 */
export class SubsampleAndPad extends tf.layers.Layer {
  static className = 'SubsampleAndPad';
  readonly strides: number;
  readonly filters: number;
  readonly zeros: 'after' | 'around';

  constructor({ strides, filters, zeros = 'after', ...args }: SubsampleAndPadArgs) {
    super(args);
    this.strides = strides;
    this.filters = filters;
    this.zeros = zeros;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { channels } = imageShape(inputShape, this.name);
    if (channels > this.filters) {
      throw new ConvzooError(
        `${this.name}: can't make ${this.filters} channels of ${channels} by adding zeros`,
      );
    }
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = singleTensor(inputs, this.name) as tf.Tensor4D;
      // A mean of one pixel: tf.stridedSlice has no gradient.
      const kept = this.strides === 1 ? x : tf.avgPool(x, 1, this.strides, 'valid');
      const missing = this.filters - x.shape[3];
      const before = this.zeros === 'around' ? Math.floor(missing / 2) : 0;
      const channels: [number, number] = [before, missing - before];
      return missing === 0 ? kept : tf.pad(kept, [[0, 0], [0, 0], [0, 0], channels]); // prettier-ignore
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const { height, width } = imageShape(inputShape, this.name);
    const [batch] = inputShape as tf.Shape;
    return [batch ?? null, Math.ceil(height / this.strides), Math.ceil(width / this.strides), this.filters];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { strides, filters, zeros } = this;
    return { ...super.getConfig(), strides, filters, zeros };
  }
}
tf.serialization.registerClass(SubsampleAndPad);
