import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { singleShape, singleTensor } from './shapes';

export interface EuclideanRBFArgs {
  name?: string;
  trainable?: boolean;
  /** The fixed centres, one row a class, as many numbers in each as the input has features. */
  codes: readonly (readonly number[])[];
}

/**
 * Squared Euclidean distances to fixed codes, the smallest wins. LeCun et al. 1998, section II.B, output layer.
 *
 * Input: `[batch, features]`; output: `[batch, classes]` with `y_i = sum_j (x_j - code_ij)^2`.
 * The codes are a weight that is saved and never trained.
 */
export class EuclideanRBF extends tf.layers.Layer {
  static className = 'EuclideanRBF';
  readonly codes: readonly (readonly number[])[];
  private centres!: tf.LayerVariable;

  constructor({ codes, ...args }: EuclideanRBFArgs) {
    super(args);
    this.codes = codes;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const features = singleShape(inputShape, this.name).at(-1) ?? 0;
    const misfit = this.codes.find((code) => code.length !== features);
    if (misfit !== undefined || this.codes.length === 0) {
      throw new ConvzooError(
        `${this.name}: codes must have ${features} numbers each, got ${misfit?.length ?? 'no code'}`,
      );
    }
    const shape: [number, number] = [this.codes.length, features];
    const codes = tf.tensor2d(this.codes.flat(), shape);
    this.centres = this.addWeight('codes', shape, 'float32', tf.initializers.zeros(), undefined, false);
    this.centres.write(codes);
    codes.dispose();
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = tf.expandDims(singleTensor(inputs, this.name), 1);
      return tf.sum(tf.square(tf.sub(x, this.centres.read())), -1);
    });
  }

  override computeOutputShape(): tf.Shape {
    return [null, this.codes.length];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), codes: this.codes.map((code) => [...code]) };
  }
}
tf.serialization.registerClass(EuclideanRBF);
