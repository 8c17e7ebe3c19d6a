import * as tf from '@tensorflow/tfjs';
import { libraryKernel } from './compose';
import { conv2DBackpropFilter, conv2DBackpropInput } from './conv2d';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwise';
import { batchMatMul } from './matmul';
import { avgPoolGrad, maxPoolGrad } from './pooling';
import { samePadding } from './same-padding';
import { unsortedSegmentSum } from './unsorted-segment-sum';

/**
 * Gives the `wasm` backend what training needs: the gradient kernels that tfjs 4.22 lacks there, and
 * faster or corrected ones for some that it has. Call it after '@tensorflow/tfjs-backend-wasm' is
 * imported; further calls do nothing.
 * @throws ConvzooError if the backend's own kernels are not registered.
 */
export function registerWasmTrainingKernels(): void {
  if (tf.getKernel(tf.Conv2DBackpropFilter, 'wasm')) return;
  replace(tf.Conv2DBackpropInput, conv2DBackpropInput);
  replace(tf.Conv2D, samePadding(false));
  replace(tf.FusedConv2D, samePadding(false));
  replace(tf.DepthwiseConv2dNative, samePadding(true));
  replace(tf.FusedDepthwiseConv2D, samePadding(true));
  replace(tf.BatchMatMul, batchMatMul);
  replace(tf.MaxPoolGrad, () => maxPoolGrad);
  replace(tf.AvgPoolGrad, () => avgPoolGrad);
  add(tf.Conv2DBackpropFilter, conv2DBackpropFilter);
  add(tf.DepthwiseConv2dNativeBackpropFilter, depthwiseBackpropFilter);
  add(tf.DepthwiseConv2dNativeBackpropInput, depthwiseBackpropInput);
  add(tf.UnsortedSegmentSum, unsortedSegmentSum);
}

/** A kernel typed by its own inputs and attributes; the registry knows only the general form. */
type Kernel = (call: never) => tf.TensorInfo | tf.TensorInfo[];

function add(kernelName: string, kernel: Kernel): void {
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: kernel as tf.KernelFunc });
}

/** Replaces a kernel but keeps its set-up, on which the library's own function relies. */
function replace(kernelName: string, kernelOver: (library: tf.KernelFunc) => Kernel): void {
  const library = libraryKernel(kernelName);
  tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ ...library, kernelFunc: kernelOver(library.kernelFunc) as tf.KernelFunc });
}
