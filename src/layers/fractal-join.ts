import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { uniformNoise } from '../ops/noise';
import { shapesOf } from './shapes';

export interface FractalJoinArgs {
  name?: string;
  /** Columns that end in the join, at least one. */
  paths: number;
  /** Probability that local drop-path drops a path in training, 0 to 1; 0 unless told. */
  dropPath?: number;
}

/**
 * The join of a fractal net: the mean of the paths that are alive, which all are outside of training. Larsson et al.
 * 2017, arXiv:1605.07648, sections 3 and 3.1.
 *
 * Local drop-path drops each path by itself and always keeps one, each as likely as the other. Where a column was
 * drawn for the whole net, that one alone is alive; a join that it doesn't end in lies on paths that are dropped
 * further on, and gives the mean of its paths.
 *
 * Inputs: as many tensors of one shape as there are paths, the shallowest column first, and behind them, where there is
 * one, the output of the net's `ColumnDraw`. Output: of the paths' shape.
 */
export class FractalJoin extends tf.layers.Layer {
  static className = 'FractalJoin';
  readonly paths: number;
  readonly dropPath: number;

  constructor({ paths, dropPath = 0, ...args }: FractalJoinArgs) {
    super(args);
    if (!(dropPath >= 0 && dropPath <= 1))
      throw new ConvzooError(`${this.name}: dropPath is ${dropPath}, expected 0 to 1`);
    this.paths = paths;
    this.dropPath = dropPath;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { length } = shapesOf(inputShape);
    if (length !== this.paths && length !== this.paths + 1)
      throw new ConvzooError(
        `${this.name}: takes ${this.paths} paths and a draw of columns, got ${length} inputs`,
      );
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const tensors = [inputs].flat();
      const paths = tensors.slice(0, this.paths);
      if (training !== true) return tf.mul(sum(paths), 1 / this.paths);
      const shares = tf.split(this.shares(tensors[this.paths] as tf.Tensor2D | undefined), this.paths);
      return sum(paths.map((path, i) => tf.mul(path, shares[i] as tf.Tensor)));
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [path = []] = shapesOf(inputShape);
    return path;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { paths, dropPath } = this;
    return { ...super.getConfig(), paths, dropPath };
  }

  /** The weight of each path in the mean, `[paths]`. */
  private shares(drawn: tf.Tensor2D | undefined): tf.Tensor {
    const local = this.locallyAlive();
    const alive = drawn === undefined ? local : this.alive(local, drawn);
    return tf.div(alive, tf.sum(alive));
  }

  private locallyAlive(): tf.Tensor {
    if (this.dropPath === 0) return tf.ones([this.paths]);
    const noise = uniformNoise([this.paths]);
    const survives = tf.greaterEqual(noise, this.dropPath);
    return tf.cast(tf.logicalOr(survives, tf.equal(noise, tf.max(noise))), 'float32');
  }

  private alive(local: tf.Tensor, drawn: tf.Tensor2D): tf.Tensor {
    const columns = drawn.shape[1];
    const isLocal = tf.min(drawn);
    const isDrawn = tf.reshape(tf.slice(drawn, [0, columns - this.paths], [1, this.paths]), [this.paths]);
    const alive = tf.add(tf.mul(isLocal, local), tf.mul(tf.sub(1, isLocal), isDrawn));
    const isNoneAlive = tf.sub(1, tf.max(alive));
    return tf.add(alive, isNoneAlive);
  }
}
tf.serialization.registerClass(FractalJoin);

function sum(tensors: tf.Tensor[]): tf.Tensor {
  return tensors.reduce((total, tensor) => tf.add(total, tensor));
}
