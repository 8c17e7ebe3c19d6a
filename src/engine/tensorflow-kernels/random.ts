import * as tf from '@tensorflow/tfjs';
import { addLibraryKernel } from './library';

/** Random numbers from 0 to below 1 that depend only on `seed` `[2]`, int32. */
export function addStatelessRandomUniform(): void {
  addLibraryKernel<'seed', { shape: number[] }>('StatelessRandomUniform', ({ seed }, { shape }) => ({
    inputs: [tf.tensor1d(shape, 'int32'), seed],
    attributes: { dtype: ['TYPE', 'float32'], T: ['TYPE', 'int32'], Tseed: ['TYPE', 'int32'] },
  }));
}
