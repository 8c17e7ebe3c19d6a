import type * as tf from '@tensorflow/tfjs';
import { profile, type Complexity } from './profile';

/**
 * Counts a model's parameters and multiply-adds, those inside blocks too: the totals of its `profile`.
 *
 * @throws ConvzooError where a size of an image is not known
 */
export function complexity(model: tf.LayersModel): Complexity {
  const { params, totalParams, macs } = profile(model);
  return { params, totalParams, macs };
}
