import * as tf from '@tensorflow/tfjs';
import { compose, type KernelCall } from './compose';

/**
 * Products of matrices with a transposed factor, as in the gradients of a dense layer. The library's fast
 * product takes none, and its loops are 10 times as slow, so a transposed factor is transposed in memory.
 */
export function batchMatMul(library: tf.KernelFunc) {
  return (call: KernelCall<tf.BatchMatMulInputs, tf.BatchMatMulAttrs>) => {
    const { a, b } = call.inputs;
    const { transposeA, transposeB } = call.attrs;
    if (!(transposeA || transposeB) || !isMatrix(a) || !isMatrix(b)) return library(call as never);
    return compose(call.backend, (run) => {
      const turned = (x: tf.TensorInfo) => run(tf.Transpose, { x }, { perm: swapLast(x.shape.length) });
      const inputs = { a: transposeA ? turned(a) : a, b: transposeB ? turned(b) : b };
      return run(tf.BatchMatMul, inputs, { transposeA: false, transposeB: false });
    });
  };
}

function isMatrix({ shape }: tf.TensorInfo): boolean {
  return tf.util.sizeFromShape(shape.slice(0, -2)) === 1;
}

function swapLast(rank: number): number[] {
  const outer = Array.from({ length: rank - 2 }, (_, axis) => axis);
  return [...outer, rank - 1, rank - 2];
}
