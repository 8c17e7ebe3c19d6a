import * as tf from '@tensorflow/tfjs';

/** Whether the engine in use has the kernel. */
export function hasKernel(kernelName: string): boolean {
  return tf.getKernel(kernelName, tf.getBackend()) != null;
}
