import * as tf from '@tensorflow/tfjs';
import { uniformNoise } from '../ops/noise';
import { shapesOf } from './shapes';

export interface ColumnDrawArgs {
  name?: string;
  /** Of the net's blocks. */
  columns: number;
  /** Share of the training batches that run through a single column, 0 to 1; a half unless told, as in the paper. */
  globalShare?: number;
}

/**
 * Global drop-path: draws, once for a whole fractal net and a batch, the columns that it runs through. Larsson et al.
 * 2017, arXiv:1605.07648, section 3.1.
 *
 * Input: the image, of which it takes nothing. Output: `[1, columns]`, the shallowest first, for the second input
 * of each `FractalBlock`: ones where all columns run, as they do outside of training, or a one at the column drawn and
 * zeros elsewhere.
 */
export class ColumnDraw extends tf.layers.Layer {
  static className = 'ColumnDraw';
  readonly columns: number;
  readonly globalShare: number;

  constructor({ columns, globalShare = 0.5, ...args }: ColumnDrawArgs) {
    super(args);
    this.columns = columns;
    this.globalShare = globalShare;
  }

  override call(_: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    const { columns, globalShare } = this;
    return tf.tidy(() => {
      if (training !== true || globalShare === 0) return tf.ones([1, columns]);
      const [whether, which] = tf.split(uniformNoise([2]), 2) as [tf.Tensor, tf.Tensor];
      const drawn = tf.equal(tf.range(0, columns), tf.floor(tf.mul(which, columns)));
      const isLocal = tf.greaterEqual(whether, globalShare);
      return tf.reshape(tf.cast(tf.logicalOr(drawn, isLocal), 'float32'), [1, columns]);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [[batch = null] = []] = shapesOf(inputShape);
    return [batch, this.columns];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { columns, globalShare } = this;
    return { ...super.getConfig(), columns, globalShare };
  }
}
tf.serialization.registerClass(ColumnDraw);
