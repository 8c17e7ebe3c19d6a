import type * as tf from '@tensorflow/tfjs';
import { reshaped, type RunKernel } from './compose';

type ConvInfo = tf.backend_util.Conv2DInfo;
type Sides = [before: number, after: number];

/** A tensor [batch, height, width, channels] and the zeros a convolution shall assume around it. */
interface PaddedInput {
  x: tf.TensorInfo;
  pad: [Sides, Sides, Sides, Sides];
}

/**
 * The input gradient of a convolution is a convolution with stride 1, of `dy` with `stride - 1` zeros after
 * each element, with the filter turned by half a turn. This is its input, padded so that the output has the
 * forward input's size.
 */
export function spreadGradient(run: RunKernel, dy: tf.TensorInfo, info: ConvInfo): PaddedInput {
  const { padInfo, filterHeight, filterWidth, inHeight, inWidth } = info;
  const spread = insertZeros(run, dy, info.strideHeight, info.strideWidth);
  const [, height, width] = spread.shape as Shape4D;
  return cropNegative(
    run,
    spread,
    [filterHeight - 1 - padInfo.top, inHeight + padInfo.top - height],
    [filterWidth - 1 - padInfo.left, inWidth + padInfo.left - width],
  );
}

type Shape4D = [number, number, number, number];

function insertZeros(run: RunKernel, x: tf.TensorInfo, strideHeight: number, strideWidth: number) {
  if (strideHeight === 1 && strideWidth === 1) return x;
  const [batch, height, width, channels] = x.shape as Shape4D;
  // Zeros after a pixel's channels are, in memory, zero pixels after it.
  const paddings = [
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
    [0, (strideWidth - 1) * channels],
  ];
  const rows = reshaped(x, [batch * height, 1, width, channels]);
  const spread = run('PadV2', { x: rows }, { paddings, constantValue: 0 });
  return reshaped(spread, [batch, height * strideHeight, width * strideWidth, channels]);
}

function cropNegative(run: RunKernel, x: tf.TensorInfo, rows: Sides, columns: Sides): PaddedInput {
  const pad: PaddedInput['pad'] = [[0, 0], positive(rows), positive(columns), [0, 0]];
  const [top, bottom] = positive([-rows[0], -rows[1]]);
  const [left, right] = positive([-columns[0], -columns[1]]);
  if (top + bottom + left + right === 0) return { x, pad };
  const [batch, height, width, channels] = x.shape as Shape4D;
  const size = [batch, height - top - bottom, width - left - right, channels];
  return { x: run('Slice', { x }, { begin: [0, top, left, 0], size }), pad };
}

function positive([before, after]: Sides): Sides {
  return [Math.max(before, 0), Math.max(after, 0)];
}
