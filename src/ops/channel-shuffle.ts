import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';

/**
 * Deals the channels of `groups` groups out in turn: of groups [a b c] [d e f] it makes a d b e c f.
 * Zhang et al. 2018, arXiv:1707.01083, figure 1.
 *
 * @param x `[batch, height, width, channels]`, channels a multiple of groups
 * @param groups 1 or more
 * @returns the same shape
 * @throws ConvzooError where the channels don't split into the groups
 */
export function channelShuffle(x: tf.Tensor4D, groups: number): tf.Tensor4D {
  const channels = x.shape[3];
  if (!Number.isInteger(channels / groups) || groups < 1)
    throw new ConvzooError(`channel shuffle: ${channels} channels don't split into ${groups} groups`);
  // Of the lowest rank that tells groups apart: engines permute few axes faster, and it is the only copy.
  const grouped = tf.reshape(x, [x.size / channels, groups, channels / groups]);
  return tf.reshape(tf.transpose(grouped, [0, 2, 1]), x.shape);
}
