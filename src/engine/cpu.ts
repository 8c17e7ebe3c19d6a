import * as tf from '@tensorflow/tfjs';
import type { EngineVersions } from './engine';

/** Makes plain JavaScript the engine. */
export async function startCpu(): Promise<EngineVersions> {
  await tf.setBackend('cpu');
  await tf.ready();
  // The first tensor written to this backend in Node prints a banner; the notice of the engine says the same.
  (tf.backend() as { firstUse?: boolean }).firstUse = false;
  return { version: tf.version['tfjs-backend-cpu'] };
}
