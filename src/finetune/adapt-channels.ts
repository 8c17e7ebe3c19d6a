import * as tf from '@tensorflow/tfjs';
import type { Preprocessing } from '../preprocessing';

type Pixels = Pick<Preprocessing, 'channels' | 'mean' | 'std'>;

/**
 * The weights of a layer that reads the image, for images of other channels: kernels for grey images are sums over
 * the colours, those for colours are thirds of the grey ones. On images without colour the layer gives what it gave,
 * but where zeros frame an image whose channels have different means.
 *
 * @param kernel `[..., channels, outputs]`, or `[positions * channels, outputs]` of a layer that reads a flat image
 * @param shape of the new kernel
 * @param bias `[outputs]`, takes up what the channels' means differ by
 * @returns the new kernel, and the new bias where it is another; the caller disposes of them
 */
export function adaptChannels(
  kernel: tf.Tensor,
  shape: readonly number[],
  bias: tf.Tensor | undefined,
  from: Pixels,
  to: Pixels,
): { kernel: tf.Tensor; bias: tf.Tensor | undefined } {
  return tf.tidy(() => {
    const outputs = shape.at(-1) ?? 0;
    const split = tf.reshape(kernel, [-1, from.channels, outputs]);
    if (to.channels === 3) {
      // Each colour has the mean and the deviation that grey had.
      const thirds = tf.tile(tf.div(split, 3), [1, 3, 1]);
      return { kernel: tf.reshape(thirds, [...shape]), bias: undefined };
    }
    const [mean = 0] = to.mean;
    const [std = 1] = to.std;
    const column = (values: number[]) => tf.tensor(values, [from.channels, 1]);
    const scaled = tf.mul(split, column(from.std.map((each) => std / each)));
    const shifted = tf.mul(split, column(from.mean.map((each, i) => (mean - each) / (from.std[i] ?? 1))));
    return {
      kernel: tf.reshape(tf.sum(scaled, 1), [...shape]),
      bias: bias && tf.add(bias, tf.sum(shifted, [0, 1])),
    };
  });
}
