import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from './errors';

/** @throws ConvzooError where no engine runs, since tfjs's fastest one is not to be had without waiting for it */
export function checkEngine(): void {
  try {
    tf.backend();
  } catch {
    throw new ConvzooError(
      'no engine runs: call `await startEngine()` first, or without convzoo/node `await tf.ready()`',
    );
  }
}
