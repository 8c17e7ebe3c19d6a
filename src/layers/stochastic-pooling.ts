import * as tf from '@tensorflow/tfjs';
import { uniformNoise } from '../ops/noise';
import { PaddedPooling } from './padded-pooling';
import { singleTensor } from './shapes';

/**
 * Stochastic pooling: in training one value of each window, drawn with the probability of its share in the window's
 * sum, in inference the average that these shares weight. Zeiler, Fergus 2013, arXiv:1301.3557, section 3.
 *
 * Input: `[batch, height, width, channels]`, which a ReLU or the like has passed: negative values are drawn only where
 * a window has no positive ones. Output: `[batch, outHeight, outWidth, channels]`, padded and rounded as in a
 * `PaddedMaxPooling2D`.
 */
export class StochasticPooling2D extends PaddedPooling {
  static className = 'StochasticPooling2D';

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = this.padded(singleTensor(inputs, this.name) as tf.Tensor4D, 0);
      return kwargs.training === true ? this.drawn(x) : this.weighted(x);
    });
  }

  private weighted(x: tf.Tensor4D): tf.Tensor {
    const average = (values: tf.Tensor4D) => tf.avgPool(values, this.poolSize, this.strides, 'valid');
    const shares = tf.relu(x);
    return tf.div(average(tf.mul(shares, x)), tf.add(average(shares), SMALL));
  }

  private drawn(x: tf.Tensor4D): tf.Tensor {
    const values = this.windows(x);
    return tf.sum(tf.mul(values, drawnPlaces(values)), 0);
  }

  /** `[poolSize^2, batch, outHeight, outWidth, channels]`: each window's first value, its second, and so on. */
  private windows(x: tf.Tensor4D): tf.Tensor {
    const { poolSize, strides } = this;
    const [batch, height, width, channels] = x.shape;
    const rows = Math.floor((height - poolSize) / strides) + 1;
    const columns = Math.floor((width - poolSize) / strides) + 1;
    const [tall, wide] = [(rows - 1) * strides + 1, (columns - 1) * strides + 1];
    // So that every slice splits into steps of `strides`, whose first rows and columns are kept.
    const extended = tf.pad(x, [
      [0, 0],
      [0, strides - 1],
      [0, strides - 1],
      [0, 0],
    ]);
    const at = (row: number, column: number) => {
      const part = tf.slice(
        extended,
        [0, row, column, 0],
        [batch, tall + strides - 1, wide + strides - 1, channels],
      );
      const steps = tf.reshape(part, [batch, rows, strides, columns, strides, channels]);
      const firsts = tf.slice(steps, [0, 0, 0, 0, 0, 0], [batch, rows, 1, columns, 1, channels]);
      return tf.reshape(firsts, [batch, rows, columns, channels]);
    };
    const offsets = Array.from({ length: poolSize }, (_, i) => i);
    return tf.stack(offsets.flatMap((row) => offsets.map((column) => at(row, column))));
  }
}
tf.serialization.registerClass(StochasticPooling2D);

/** Keeps a window of zeros from dividing by zero. */
const SMALL = 1e-12;

/**
 * 1 at the place that is drawn along the first axis, 0 elsewhere; equal shares of 1 where there is nothing to draw. Of
 * variables that are distributed exponentially, with rates `a` and `b`, the first comes first with probability
 * `a / (a + b)`.
 */
function drawnPlaces(values: tf.Tensor): tf.Tensor {
  const draw = tf.customGrad((x) => {
    const rates = tf.relu(x as tf.Tensor);
    const times = tf.neg(tf.log(tf.sub(1, uniformNoise(rates.shape))));
    const speeds = tf.div(rates, tf.add(times, SMALL));
    const isFirst = tf.cast(tf.equal(speeds, tf.max(speeds, 0, true)), 'float32');
    const value = tf.div<tf.Tensor>(isFirst, tf.sum(isFirst, 0, true));
    return { value, gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy) };
  });
  return draw(values);
}
