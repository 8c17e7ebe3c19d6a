import * as tf from '@tensorflow/tfjs';

/** Uniform in +-2.4 / fanIn, the initial weights of LeNet-5. LeCun et al. 1998, appendix A. */
export function fanInUniform(fanIn: number): ReturnType<typeof tf.initializers.randomUniform> {
  return tf.initializers.randomUniform({ minval: -2.4 / fanIn, maxval: 2.4 / fanIn });
}
