import * as tf from '@tensorflow/tfjs';
import type { Random } from '../random';

/**
 * A draw from Beta(alpha, alpha): the share that an image keeps of itself.
 *
 * @param alpha above 0, at most 1 (above that Johnk's way of drawing rejects too much)
 */
export function mixWeight(alpha: number, random: Random): number {
  for (;;) {
    const [x, y] = [random.next() ** (1 / alpha), random.next() ** (1 / alpha)];
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}

/** `weight` of each row of a batch and the rest of its partner: the batch is in random order, so its reverse pairs. */
export function mixed<T extends tf.Tensor>(batch: T, weight: tf.Scalar): T {
  return tf.tidy(() => {
    const partners = tf.reverse(batch, 0);
    return tf.add(partners, tf.mul(tf.sub(batch, partners), weight));
  });
}
