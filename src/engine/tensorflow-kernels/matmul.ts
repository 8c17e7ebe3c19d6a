import * as tf from '@tensorflow/tfjs';
import { execute, FLOATS, overrideKernel, type Attributes } from './library';

/**
 * Products of two matrices are the library's `MatMul`, where tfjs-node asks for a batch of one: up to 2.5 times
 * as fast in the sizes of LeNet's layers, and the library fuses it with the bias and the activation behind it.
 */
export function addMatMul(): void {
  overrideKernel<'a' | 'b', tf.BatchMatMulAttrs>(
    tf.BatchMatMul,
    ({ a, b }, { transposeA, transposeB }, backend) => {
      if (!isMatrix(a) || !isMatrix(b) || a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
      const attributes: Attributes = {
        ...FLOATS,
        transpose_a: ['BOOL', transposeA],
        transpose_b: ['BOOL', transposeB],
      };
      const [product] = execute('MatMul', { inputs: [matrix(a), matrix(b)], attributes }, backend);
      return product && withOnes(product, Math.max(a.rank, b.rank));
    },
  );
  // tfjs makes batches of one even of matrices, to which the bias would be added before they are matrices again.
  overrideKernel<'a' | 'b' | 'bias', tf._FusedMatMulAttrs>(tf._FusedMatMul, (inputs, attrs) => {
    const { a, b, bias } = inputs as typeof inputs & { bias?: tf.Tensor };
    const rank = Math.max(a.rank, b.rank);
    if (rank === 2 || !isMatrix(a) || !isMatrix(b) || (bias?.rank ?? 0) > 2) return undefined;
    const flat = { ...inputs, a: matrix(a), b: matrix(b) };
    const product = tf.engine().runKernel<tf.Tensor>(tf._FusedMatMul, flat, { ...attrs });
    return withOnes(product, rank);
  });
}

function isMatrix({ shape }: tf.Tensor): boolean {
  return tf.util.sizeFromShape(shape.slice(0, -2)) === 1;
}

function matrix(x: tf.Tensor): tf.Tensor {
  return tf.reshape(x, x.shape.slice(-2));
}

function withOnes(matrix: tf.Tensor, rank: number): tf.Tensor {
  return tf.reshape(matrix, [...Array<number>(rank - 2).fill(1), ...matrix.shape]);
}
