import * as tf from '@tensorflow/tfjs';
import { overrideKernel } from './library';
import { replaceGradient } from './replace-gradient';

/** PReLU, which the library has no operation for, in fewer of its operations than tfjs takes. */
export function addPrelu(): void {
  overrideKernel<'x' | 'alpha'>(tf.Prelu, ({ x, alpha }) =>
    tf.add(tf.relu(x), tf.mul(alpha, tf.minimum(x, 0))),
  );
  replaceGradient(tf.Prelu, 'ReluGrad', (dys, [x, alpha]) => {
    if (x === undefined || alpha === undefined) throw new Error('prelu: the saved tensors are missing');
    const dy = dys as tf.Tensor;
    const ofPositive = tf.engine().runKernel<tf.Tensor>('ReluGrad', { dy, saved: x });
    const ofNegative = tf.sub(dy, ofPositive);
    return {
      x: () => tf.add(ofPositive, tf.mul(ofNegative, alpha)),
      alpha: () => {
        const slopes = tf.mul(ofNegative, x);
        const axes = tf.broadcast_util.getReductionAxes(alpha.shape, x.shape);
        return tf.reshape(axes.length === 0 ? slopes : tf.sum(slopes, axes), alpha.shape);
      },
    };
  });
}
