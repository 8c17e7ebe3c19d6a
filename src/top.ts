import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from './errors';
import { through } from './layers/through';
import type { BuildOptions } from './registry';

/**
 * The end of a model: what the classifier makes of the features, or, without the top, the features themselves,
 * pooled if asked.
 *
 * @param features `[batch, height, width, channels]`, or `[batch, features]`, which can't be pooled
 */
export function top(
  features: tf.SymbolicTensor,
  { includeTop, pooling }: BuildOptions,
  classifier: () => tf.layers.Layer[],
): tf.SymbolicTensor {
  if (includeTop) return through(features, classifier());
  if (pooling === 'none') return features;
  if (features.rank !== 4) {
    throw new ConvzooError(`pooling: '${pooling}' needs features with height and width, this model has none`);
  }
  const { globalAveragePooling2d, globalMaxPooling2d } = tf.layers;
  const pool = pooling === 'avg' ? globalAveragePooling2d : globalMaxPooling2d;
  return through(features, [pool({ name: 'pool' })]);
}
