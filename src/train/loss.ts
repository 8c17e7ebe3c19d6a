import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from '../ops/softmax-cross-entropy';
import type { LossConfig } from './recipe';

/**
 * The mean loss of a batch.
 *
 * @param scores `[batch, classes]`: logits, or for the losses on codes squared distances
 * @param target `[batch, classes]`, a distribution in each row
 * @param classWeights what an image's loss is multiplied by, by its class; by the mean of several where it is of
 *   several
 * @returns a scalar
 */
export function lossOf(
  config: LossConfig,
  scores: tf.Tensor2D,
  target: tf.Tensor2D,
  classWeights?: readonly number[],
): tf.Scalar {
  return tf.tidy(() => {
    const losses = lossesOf(config, scores, target);
    if (classWeights === undefined) return tf.mean(losses);
    const weights = tf.sum(tf.mul(target, tf.tensor1d([...classWeights])), 1);
    return tf.mean(tf.mul(losses, weights));
  });
}

/** The loss of each image: `[batch]`. */
function lossesOf(config: LossConfig, scores: tf.Tensor2D, target: tf.Tensor2D): tf.Tensor {
  switch (config.name) {
    case 'crossEntropy':
      return softmaxCrossEntropy(target, scores, config.labelSmoothing);
    case 'nearestCode':
      return distanceToOwn(scores, target);
    case 'codePosterior': {
      // LeCun et al. 1998, equation 9: a class "rubbish" at distance `rejection` bounds the push away.
      const rubbish = tf.fill([scores.shape[0], 1], -config.rejection);
      const evidence = tf.logSumExp(tf.concat([tf.neg(scores), rubbish], 1), 1);
      return tf.add(distanceToOwn(scores, target), evidence);
    }
  }
}

/** LeCun et al. 1998, equation 8: the distance to the code of the right class. */
function distanceToOwn(distances: tf.Tensor2D, target: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(distances, target), 1);
}
