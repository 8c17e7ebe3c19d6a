import type * as tf from '@tensorflow/tfjs';
import { getKernel } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { ConvzooError } from '../../errors';

/** What a kernel hands to the functions that compute it. */
export interface KernelCall<Inputs, Attrs> {
  inputs: Record<keyof Inputs, tf.TensorInfo>;
  attrs: Attrs;
  backend: BackendWasm;
}

/** Runs another kernel of the backend on tensors that live until the composed kernel ends. */
export type RunKernel = (name: string, inputs: tf.NamedTensorInfoMap, attrs?: object) => tf.TensorInfo;

/** The registration of one of the backend's own kernels. */
export function libraryKernel(name: string): tf.KernelConfig {
  const kernel = getKernel(name, 'wasm');
  if (!kernel)
    throw new ConvzooError(
      `the wasm backend has no kernel '${name}': import '@tensorflow/tfjs-backend-wasm' (4.22) before registering the training kernels`,
    );
  return kernel;
}

/**
 * A kernel made of other kernels: what they allocate is freed at the end, save the result, which must come
 * from one of them. Tensors and `tf.tidy` don't work inside a kernel.
 */
export function compose(backend: BackendWasm, body: (run: RunKernel) => tf.TensorInfo): tf.TensorInfo {
  const made: tf.TensorInfo[] = [];
  try {
    const result = body((name, inputs, attrs = {}) => {
      const { kernelFunc } = libraryKernel(name);
      const output = kernelFunc({ inputs, attrs: attrs as tf.NamedAttrMap, backend }) as tf.TensorInfo;
      made.push(output);
      return output;
    });
    backend.incRef(result.dataId);
    return result;
  } finally {
    for (const tensor of made) backend.disposeData(tensor.dataId);
  }
}

/** The same values under another shape. */
export function reshaped(tensor: tf.TensorInfo, shape: number[]): tf.TensorInfo {
  return { ...tensor, shape };
}
