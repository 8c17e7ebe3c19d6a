import * as tf from '@tensorflow/tfjs';

export interface IncomingMaxNormArgs {
  /** The longest that the weights into one unit or filter may be. */
  maxValue: number;
}

/** What tfjs's layers take for a constraint. */
type Constraint = ReturnType<typeof tf.constraints.maxNorm>;

/** A norm so little above the limit is one that was cut to it, and rounded. */
const ROUNDING = 1e-6;

/**
 * Shortens the weights into a unit or filter to a norm of `maxValue` where they are longer. Srivastava et al. 2014,
 * JMLR 15, section 5.1.
 *
 * `[..., units]`: of a dense layer's kernel or a convolution's. Unlike tfjs's `maxNorm`, which shortens all weights a
 * little each time that they are written, it leaves those within the limit as they are, so that a saved model comes
 * back exactly.
 */
export class IncomingMaxNorm extends tf.serialization.Serializable {
  static className = 'IncomingMaxNorm';
  readonly maxValue: number;

  constructor({ maxValue }: IncomingMaxNormArgs) {
    super();
    this.maxValue = maxValue;
  }

  apply(weights: tf.Tensor): tf.Tensor {
    return tf.tidy(() => {
      const incoming = weights.shape.map((_, axis) => axis).slice(0, -1);
      const norms = tf.sqrt(tf.sum(tf.square(weights), incoming, true));
      const isLonger = tf.greater(norms, this.maxValue * (1 + ROUNDING));
      return tf.mul(weights, tf.where(isLonger, tf.div(this.maxValue, norms), tf.onesLike(norms)));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { maxValue: this.maxValue };
  }
}
tf.serialization.registerClass(IncomingMaxNorm);

/** For a layer's `kernelConstraint`. */
export function incomingMaxNorm(maxValue: number): Constraint {
  // tfjs takes instances of its own constraints alone, or what a config says of any that is registered.
  return { className: IncomingMaxNorm.className, config: { maxValue } } as unknown as Constraint;
}
