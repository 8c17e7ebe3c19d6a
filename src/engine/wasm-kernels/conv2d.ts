import * as tf from '@tensorflow/tfjs';
import { compose, type KernelCall } from './compose';
import { spreadGradient } from './spread';

/**
 * The filter's gradient as a convolution: with x as [inChannels, height, width, batch] and dy as a filter
 * [outHeight, outWidth, batch, outChannels], dilated by the forward stride, the output is the gradient as
 * [inChannels, filterHeight, filterWidth, outChannels].
 */
export function conv2DBackpropFilter({
  inputs: { x, dy },
  attrs: { filterShape, strides, pad, dimRoundingMode },
  backend,
}: KernelCall<tf.Conv2DBackpropFilterInputs, tf.Conv2DBackpropFilterAttrs>): tf.TensorInfo {
  const info = convInfo(x.shape, filterShape, strides, pad, dimRoundingMode);
  const { padInfo, filterHeight, filterWidth, inChannels, outChannels } = info;
  return compose(backend, (run) => {
    const gradient = run(
      tf.Conv2D,
      {
        x: run(tf.Transpose, { x }, { perm: [3, 1, 2, 0] }),
        filter: run(tf.Transpose, { x: dy }, { perm: [1, 2, 0, 3] }),
      },
      {
        strides: 1,
        dilations: [info.strideHeight, info.strideWidth],
        pad: [
          [0, 0],
          [padInfo.top, padInfo.bottom],
          [padInfo.left, padInfo.right],
          [0, 0],
        ],
        dataFormat: 'NHWC',
      },
    );
    // Rows and columns of x that no filter position reached make the output larger than the filter.
    const size = [inChannels, filterHeight, filterWidth, outChannels];
    const cut = run(tf.Slice, { x: gradient }, { begin: [0, 0, 0, 0], size });
    return run(tf.Transpose, { x: cut }, { perm: [1, 2, 0, 3] });
  });
}

/** Above this many zeros and values per value of dy the library's loops are faster than the convolution. */
const MAX_SPREAD = 9;

/**
 * The input's gradient as a convolution of stride 1, 5 to 12 times as fast as the library's kernel where the
 * forward stride is 1; `library` serves the large strides.
 */
export function conv2DBackpropInput(library: tf.KernelFunc) {
  return (call: KernelCall<tf.Conv2DBackpropInputInputs, tf.Conv2DBackpropInputAttrs & Rounding>) => {
    const { inputs, attrs, backend } = call;
    const { dy, filter } = inputs;
    const { inputShape, strides, pad, dimRoundingMode } = attrs;
    const info = convInfo(inputShape, filter.shape, strides, pad, dimRoundingMode);
    if (info.strideHeight * info.strideWidth > MAX_SPREAD) return library(call as never);
    return compose(backend, (run) => {
      const turned = run(tf.Reverse, { x: filter }, { dims: [0, 1] });
      const { x, pad: around } = spreadGradient(run, dy, info);
      return run(
        tf.Conv2D,
        { x, filter: run(tf.Transpose, { x: turned }, { perm: [0, 1, 3, 2] }) },
        { strides: 1, dilations: 1, pad: around, dataFormat: 'NHWC' },
      );
    });
  };
}

type Rounding = { dimRoundingMode?: 'floor' | 'round' | 'ceil' };
type Pad = tf.Conv2DBackpropFilterAttrs['pad'];

function convInfo(
  inputShape: number[],
  filterShape: number[],
  strides: number | [number, number],
  pad: Pad,
  rounding: Rounding['dimRoundingMode'],
) {
  const input = inputShape as [number, number, number, number];
  const filter = filterShape as [number, number, number, number];
  return tf.backend_util.computeConv2DInfo(input, filter, strides, 1, pad, rounding);
}
