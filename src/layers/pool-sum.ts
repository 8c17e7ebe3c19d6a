import * as tf from '@tensorflow/tfjs';
import { Block } from './block';
import { PaddedAveragePooling2D, PaddedMaxPooling2D, type PaddedPoolingArgs } from './padded-pooling';
import { through } from './through';

/**
 * The sum of max and average pooling. Mishkin, Sergievskiy, Matas 2016, arXiv:1606.02228.
 *
 * Input: `[batch, height, width, channels]`, output: `[batch, outHeight, outWidth, channels]`, padded and rounded as in
 * a `PaddedMaxPooling2D`.
 */
export class PoolSum extends Block {
  static className = 'PoolSum';
  private readonly window: Omit<PaddedPoolingArgs, 'name'>;

  constructor({ poolSize, strides = poolSize, padding = 0, ceil = false, ...args }: PaddedPoolingArgs) {
    super(args);
    this.window = { poolSize, strides, padding, ceil };
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const max = through(x, [new PaddedMaxPooling2D({ name: 'max', ...this.window })]);
    const average = through(x, [new PaddedAveragePooling2D({ name: 'average', ...this.window })]);
    return tf.layers.add({ name: 'sum' }).apply([max, average]) as tf.SymbolicTensor;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.window };
  }
}
tf.serialization.registerClass(PoolSum);
