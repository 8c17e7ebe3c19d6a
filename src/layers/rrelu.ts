import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { uniformNoise } from '../ops/noise';
import { singleTensor } from './shapes';

export interface RReLUArgs {
  name?: string;
  /** Bounds of what negative values are divided by; 3 and 8 unless told. */
  lower?: number;
  upper?: number;
}

/**
 * The randomised leaky ReLU: in training each negative value is divided by a number drawn evenly from lower to upper,
 * in inference by the middle of both. Xu, Wang, Chen, Li 2015, arXiv:1505.00853, section 2.4.
 *
 * Output: the input's shape.
 */
export class RReLU extends tf.layers.Layer {
  static className = 'RReLU';
  readonly lower: number;
  readonly upper: number;

  constructor({ lower = 3, upper = 8, ...args }: RReLUArgs = {}) {
    super(args);
    if (!(lower >= 1 && upper >= lower))
      throw new ConvzooError(`${this.name}: expected 1 <= lower <= upper, got ${lower} and ${upper}`);
    this.lower = lower;
    this.upper = upper;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = singleTensor(inputs, this.name);
      const { lower, upper } = this;
      if (kwargs.training !== true) return tf.leakyRelu(x, 2 / (lower + upper));
      const divisors = tf.add(tf.mul(uniformNoise(x.shape), upper - lower), lower);
      return tf.maximum(x, tf.div(x, divisors));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), lower: this.lower, upper: this.upper };
  }
}
tf.serialization.registerClass(RReLU);
