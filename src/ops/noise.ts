import * as tf from '@tensorflow/tfjs';
import { Random } from '../random';
import { hasKernel } from './has-kernel';

/** Names all random numbers of a step: the same key gives the same ones. */
export interface NoiseKey {
  /** Two integers from 0 to 2^31 - 1. */
  numbers: readonly [number, number];
  /** The same two as a tensor `[2]`, int32: what a recorded graph draws from. */
  tensor: tf.Tensor1D;
}

let current: { key: NoiseKey; draws: number } | undefined;

/** Runs a step whose `uniformNoise` depends only on the key and on the order of the draws. */
export function withNoise<T>(key: NoiseKey, step: () => T): T {
  const outer = current;
  current = { key, draws: 0 };
  try {
    return step();
  } finally {
    current = outer;
  }
}

/**
 * Random numbers from 0 to 1 of the shape given: within `withNoise` those of its key, elsewhere others
 * each time. On `tensorflow` the library draws them, so that a recorded graph has new ones at each step.
 */
export function uniformNoise(shape: number[]): tf.Tensor {
  if (current === undefined) return tf.randomUniform(shape);
  const { key } = current;
  const stream = current.draws++;
  return tf.tidy(() => {
    if (hasKernel('StatelessRandomUniform')) {
      const seed = tf.add(key.tensor, tf.tensor1d([stream, 0], 'int32'));
      return tf.engine().runKernel<tf.Tensor>('StatelessRandomUniform', { seed }, { shape });
    }
    const random = new Random(...key.numbers, stream);
    const values = new Float32Array(tf.util.sizeFromShape(shape));
    for (let i = 0; i < values.length; i++) values[i] = random.next();
    return tf.tensor(values, shape);
  });
}
