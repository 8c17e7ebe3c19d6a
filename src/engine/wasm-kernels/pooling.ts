import * as tf from '@tensorflow/tfjs';
import type { KernelCall } from './compose';

/**
 * The gradient of max pooling goes to each window's first maximum. Replaces the library's kernel, which
 * (4.22) takes 0 as the least value and so drops the gradient of windows without a positive value.
 */
export function maxPoolGrad({
  inputs: { dy, input },
  attrs: { filterSize, strides, pad },
  backend,
}: KernelCall<tf.MaxPoolGradInputs, tf.MaxPoolGradAttrs>): tf.TensorInfo {
  const output = backend.makeOutput(input.shape, 'float32');
  const x = backend.typedArrayFromHeap(input) as Float32Array;
  const from = backend.typedArrayFromHeap(dy) as Float32Array;
  const to = (backend.typedArrayFromHeap(output) as Float32Array).fill(0);
  const [, , width, channels] = input.shape as Shape4D;
  forEachWindow(input.shape, dy.shape, filterSize, strides, pad, (window, dyAt) => {
    for (let channel = 0; channel < channels; channel++) {
      let winner = (window.top * width + window.left) * channels + channel;
      let maximum = x[winner] as number;
      for (let row = window.top; row < window.bottom; row++)
        for (let column = window.left; column < window.right; column++) {
          const at = (row * width + column) * channels + channel;
          const value = x[at] as number;
          if (value > maximum) {
            maximum = value;
            winner = at;
          }
        }
      to[winner] = (to[winner] as number) + (from[dyAt + channel] as number);
    }
  });
  return output;
}

/**
 * The gradient of average pooling, shared by the values of a window that lie inside the image. Replaces the
 * library's kernel, which (4.22) divides by the window's area although the forward pass doesn't.
 */
export function avgPoolGrad({
  inputs: { dy, input },
  attrs: { filterSize, strides, pad },
  backend,
}: KernelCall<tf.AvgPoolGradInputs, tf.AvgPoolGradAttrs>): tf.TensorInfo {
  const output = backend.makeOutput(input.shape, 'float32');
  const from = backend.typedArrayFromHeap(dy) as Float32Array;
  const to = (backend.typedArrayFromHeap(output) as Float32Array).fill(0);
  const [, , width, channels] = input.shape as Shape4D;
  forEachWindow(input.shape, dy.shape, filterSize, strides, pad, (window, dyAt) => {
    const share = 1 / ((window.bottom - window.top) * (window.right - window.left));
    for (let row = window.top; row < window.bottom; row++)
      for (let column = window.left; column < window.right; column++) {
        const at = (row * width + column) * channels;
        for (let channel = 0; channel < channels; channel++)
          to[at + channel] = (to[at + channel] as number) + (from[dyAt + channel] as number) * share;
      }
  });
  return output;
}

type Shape4D = [number, number, number, number];

/** The part of a pooling window inside its image; rows count through the batch. */
interface Window {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

function forEachWindow(
  inputShape: number[],
  outputShape: number[],
  filterSize: tf.MaxPoolGradAttrs['filterSize'],
  strides: tf.MaxPoolGradAttrs['strides'],
  pad: tf.MaxPoolGradAttrs['pad'],
  visit: (window: Window, outputAt: number) => void,
): void {
  const info = tf.backend_util.computePool2DInfo(inputShape as Shape4D, filterSize, strides, 1, pad);
  const { batchSize, inHeight, inWidth, filterHeight, filterWidth, padInfo } = info;
  // The forward pass may have rounded the output's size up, which the gradient isn't told.
  const [, outHeight, outWidth, channels] = outputShape as Shape4D;
  let outputAt = 0;
  for (let image = 0; image < batchSize; image++)
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const row = outRow * info.strideHeight - padInfo.top;
      const top = image * inHeight + Math.max(0, row);
      const bottom = image * inHeight + Math.min(inHeight, row + filterHeight);
      for (let outColumn = 0; outColumn < outWidth; outColumn++, outputAt += channels) {
        const column = outColumn * info.strideWidth - padInfo.left;
        const left = Math.max(0, column);
        const right = Math.min(inWidth, column + filterWidth);
        if (top < bottom && left < right) visit({ top, bottom, left, right }, outputAt);
      }
    }
}
