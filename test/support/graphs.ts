import * as tf from '@tensorflow/tfjs';

/** Graphs that the engine holds: 0 on those that have none. */
export function numberOfGraphs(): number {
  const backend = tf.backend() as unknown as { getNumOfSavedModels?: () => number };
  return backend.getNumOfSavedModels?.() ?? 0;
}
