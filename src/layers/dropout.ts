import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { uniformNoise } from '../ops/noise';
import { singleTensor } from './shapes';

export interface DropoutArgs {
  name?: string;
  /** Share of the values that training sets to zero, from 0 to below 1. */
  rate: number;
}

let factor = 1;

/** Runs a step in which every dropout layer's rate is multiplied by `by`, from 0 to 1. */
export function withDropoutFactor<T>(by: number, step: () => T): T {
  const outer = factor;
  factor = by;
  try {
    return step();
  } finally {
    factor = outer;
  }
}

/** What the kinds of dropout have in common: they differ in what falls out together. */
abstract class RandomMask extends tf.layers.Layer {
  readonly rate: number;

  constructor({ rate, ...args }: DropoutArgs) {
    super(args);
    if (!(rate >= 0 && rate < 1))
      throw new ConvzooError(`${this.name}: rate is ${rate}, expected 0 to below 1`);
    this.rate = rate;
  }

  /** The shape of the mask, which is spread over an input of the shape given. */
  protected abstract maskShape(inputShape: number[]): number[];

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = singleTensor(inputs, this.name);
      const rate = factor * this.rate;
      if (kwargs.training !== true || rate === 0) return tf.clone(x);
      const isKept = tf.greaterEqual(uniformNoise(this.maskShape(x.shape)), rate);
      return tf.mul(x, tf.mul(isKept.toFloat(), 1 / (1 - rate)));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate };
  }
}

/**
 * Dropout: in training each value is zero with probability `rate`, and the others are divided by `1 - rate`.
 * Srivastava et al. 2014, JMLR 15, section 10 (the division in training, not a multiplication in the test).
 *
 * Input and output: any shape. Unlike `tf.layers.dropout`, it can be trained as one graph and resumed exactly:
 * within `Trainer` its random numbers depend only on the recipe's seed and the step.
 */
export class Dropout extends RandomMask {
  /** tfjs's own layer is called `Dropout`. */
  static className = 'SeededDropout';

  protected maskShape(inputShape: number[]): number[] {
    return inputShape;
  }
}
tf.serialization.registerClass(Dropout);

/**
 * Dropout of whole channels. Tompson et al. 2015, arXiv:1411.4280, section 3.2.
 *
 * Input and output: `[batch, height, width, channels]`.
 */
export class SpatialDropout2D extends RandomMask {
  static className = 'SeededSpatialDropout2D';

  protected maskShape([batch = 0, , , channels = 0]: number[]): number[] {
    return [batch, 1, 1, channels];
  }
}
tf.serialization.registerClass(SpatialDropout2D);

/**
 * Drop-path: in training all values of an image are zero with probability `rate`, those of the others are
 * divided by `1 - rate`. Before the sum of a residual block it is stochastic depth: Huang et al. 2016,
 * arXiv:1603.09382, section 3, drawn for each image.
 *
 * deviation: the paper multiplies by `1 - rate` in the test instead, and draws once a batch.
 *
 * Input and output: `[batch, ...]`.
 */
export class DropPath extends RandomMask {
  static className = 'DropPath';

  protected maskShape([batch = 0, ...shape]: number[]): number[] {
    return [batch, ...shape.map(() => 1)];
  }
}
tf.serialization.registerClass(DropPath);
