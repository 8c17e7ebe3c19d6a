import * as tf from '@tensorflow/tfjs';
import { singleTensor } from './shapes';

export interface ScaleArgs {
  name?: string;
  factor: number;
}

/** Multiplies by a constant. Input and output: any shape. */
export class Scale extends tf.layers.Layer {
  static className = 'Scale';
  readonly factor: number;

  constructor({ factor, ...args }: ScaleArgs) {
    super(args);
    this.factor = factor;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.mul(singleTensor(inputs, this.name), this.factor));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), factor: this.factor };
  }
}
tf.serialization.registerClass(Scale);
