import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';

/** For the threads within an operation and for operations side by side; libtensorflow reads them when it is loaded. */
const VARIABLES = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS'] as const;

/**
 * Lets libtensorflow compute in so many threads.
 *
 * @throws ConvzooError where that is not a whole number of 1 or more, or where the library runs with others
 */
export function limitThreads(threads: number): void {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new ConvzooError(`threads: ${threads}, expected a whole number of 1 or more`);
  }
  const wanted = String(threads);
  if (VARIABLES.every((name) => process.env[name] === wanted)) return;
  if (tf.findBackend('tensorflow') != null) {
    throw new ConvzooError(
      `threads: ${threads} can't be set, libtensorflow runs already; tell them when the engine first starts`,
    );
  }
  for (const name of VARIABLES) process.env[name] = wanted;
}
