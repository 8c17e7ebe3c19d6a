import * as tf from '@tensorflow/tfjs';
import { singleTensor } from './shapes';

export interface ScaledTanhArgs {
  name?: string;
  /** What the values approach; 1.7159 unless told. */
  amplitude?: number;
  /** What the input is multiplied by; 2/3 unless told. */
  slope?: number;
}

/**
 * LeNet-5's squashing function `1.7159 tanh(2x / 3)`: f(1) = 1, f(-1) = -1. LeCun et al. 1998, appendix A.
 *
 * Output: the input's shape, values in (-amplitude, amplitude).
 */
export class ScaledTanh extends tf.layers.Layer {
  static className = 'ScaledTanh';
  readonly amplitude: number;
  readonly slope: number;

  constructor({ amplitude = 1.7159, slope = 2 / 3, ...args }: ScaledTanhArgs = {}) {
    super(args);
    this.amplitude = amplitude;
    this.slope = slope;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = singleTensor(inputs, this.name);
      return tf.mul(tf.tanh(tf.mul(x, this.slope)), this.amplitude);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), amplitude: this.amplitude, slope: this.slope };
  }
}
tf.serialization.registerClass(ScaledTanh);
