import * as tf from '@tensorflow/tfjs';

const NAMES = ['OneDnnConv2DBackpropInput', 'OneDnnConv2DBackpropFilter'];

/** For the tests of a `describe`: what needs oneDNN is missing, as it is on processors that oneDNN doesn't serve. */
export function withoutOneDnn(): void {
  let removed: tf.KernelConfig[] = [];
  beforeAll(() => {
    removed = tf.getKernelsForBackend('tensorflow').filter(({ kernelName }) => NAMES.includes(kernelName));
    removed.forEach(({ kernelName }) => tf.unregisterKernel(kernelName, 'tensorflow'));
  });
  afterAll(() => removed.forEach((kernel) => tf.registerKernel(kernel)));
}
