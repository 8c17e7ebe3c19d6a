import * as tf from '@tensorflow/tfjs';
import { hasKernel } from '../../ops/has-kernel';

/**
 * Lets `kernel` compute the gradient of `operation` on the backends that have it. Elsewhere, and inside of
 * another gradient (the kernel has none of its own), the composed gradient stays.
 *
 * @param composed tfjs's own gradient unless told
 */
export function replaceGradient(
  operation: string,
  kernel: string,
  fused: tf.GradFunc,
  composed: tf.GradConfig = tf.getGradient(operation),
): void {
  tf.registerGradient({
    ...composed,
    gradFunc: (dy, saved, attrs) => {
      const isFused = hasKernel(kernel) && tf.engine().state.gradientDepth === 0;
      return (isFused ? fused : composed.gradFunc)(dy, saved, attrs);
    },
  });
}

/** The one saved tensor of an operation's gradient. */
export function only(saved: tf.Tensor[]): tf.Tensor {
  const [tensor] = saved;
  if (tensor === undefined) throw new Error('gradient: the saved tensor is missing');
  return tensor;
}
