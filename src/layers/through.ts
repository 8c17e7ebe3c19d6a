import * as tf from '@tensorflow/tfjs';

/** `x` through the layers, one after the other. */
export function through(x: tf.SymbolicTensor, layers: tf.layers.Layer[]): tf.SymbolicTensor {
  return layers.reduce((input, layer) => layer.apply(input) as tf.SymbolicTensor, x);
}

/** `x` through each of the branches, their channels one after the other. */
export function concatenated(
  name: string,
  x: tf.SymbolicTensor,
  branches: tf.layers.Layer[][],
): tf.SymbolicTensor {
  const ends = branches.map((layers) => through(x, layers));
  return tf.layers.concatenate({ name }).apply(ends) as tf.SymbolicTensor;
}
