import type * as tf from '@tensorflow/tfjs';

/** `x` through the layers, one after the other. */
export function through(x: tf.SymbolicTensor, layers: tf.layers.Layer[]): tf.SymbolicTensor {
  return layers.reduce((input, layer) => layer.apply(input) as tf.SymbolicTensor, x);
}
