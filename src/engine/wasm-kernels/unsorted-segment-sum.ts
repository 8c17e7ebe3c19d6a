import * as tf from '@tensorflow/tfjs';
import type { KernelCall } from './compose';

/** Sums the rows of x that share a segment id; rows with an id outside [0, numSegments) are left out. */
export function unsortedSegmentSum({
  inputs: { x, segmentIds },
  attrs: { numSegments },
  backend,
}: KernelCall<tf.UnsortedSegmentSumInputs, tf.UnsortedSegmentSumAttrs>): tf.TensorInfo {
  const rowShape = x.shape.slice(segmentIds.shape.length);
  const rowSize = tf.util.sizeFromShape(rowShape);
  const output = backend.makeOutput([numSegments, ...rowShape], x.dtype);
  const ids = backend.typedArrayFromHeap(segmentIds);
  const from = backend.typedArrayFromHeap(x);
  const to = backend.typedArrayFromHeap(output).fill(0);
  ids.forEach((id: number, row: number) => {
    if (id < 0 || id >= numSegments) return;
    for (let i = 0; i < rowSize; i++)
      to[id * rowSize + i] = (to[id * rowSize + i] as number) + (from[row * rowSize + i] as number);
  });
  return output;
}
