import * as tf from '@tensorflow/tfjs';
import { hasKernel } from './has-kernel';

/**
 * The cross entropy of each image between its label and the softmax of its logits.
 *
 * @param labels `[batch, classes]`, a distribution in each row; they get no gradient
 * @param logits `[batch, classes]`
 * @param labelSmoothing share of each label that is spread evenly over the classes, 0 to 1; 0 unless told
 * @returns `[batch]`
 */
export function softmaxCrossEntropy(
  labels: tf.Tensor2D,
  logits: tf.Tensor2D,
  labelSmoothing = 0,
): tf.Tensor1D {
  if (!hasKernel('SoftmaxCrossEntropyWithLogits')) {
    const { NONE } = tf.Reduction;
    return tf.losses.softmaxCrossEntropy(labels, logits, undefined, labelSmoothing, NONE);
  }
  return tf.tidy(() => {
    const inputs = { logits, labels: smoothed(labels, labelSmoothing) };
    const [losses] = tf.engine().runKernel<tf.Tensor[]>('SoftmaxCrossEntropyWithLogits', inputs);
    if (losses === undefined) throw new Error('softmax cross entropy: the kernel gave no losses');
    return losses as tf.Tensor1D;
  });
}

function smoothed(labels: tf.Tensor2D, labelSmoothing: number): tf.Tensor {
  if (labelSmoothing === 0) return labels;
  return tf.add(tf.mul(labels, 1 - labelSmoothing), labelSmoothing / labels.shape[1]);
}
