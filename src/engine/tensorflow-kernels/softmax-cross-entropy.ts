import * as tf from '@tensorflow/tfjs';
import { addLibraryKernel, FLOATS } from './library';
import { only } from './replace-gradient';

/**
 * The cross entropy of each row's softmax, `[batch]`, and as a second output its gradient for the logits,
 * from `logits` and `labels` `[batch, classes]`. The labels get no gradient.
 */
export function addSoftmaxCrossEntropy(): void {
  addLibraryKernel<'logits' | 'labels'>('SoftmaxCrossEntropyWithLogits', ({ logits, labels }) => ({
    inputs: [logits, labels],
    attributes: FLOATS,
    outputs: 2,
  }));
  tf.registerGradient({
    kernelName: 'SoftmaxCrossEntropyWithLogits',
    outputsToSave: [false, true],
    gradFunc: (dy, saved) => ({
      logits: () => tf.mul(tf.expandDims(only(dy as tf.Tensor[]), 1), only(saved)),
    }),
  });
}
