import * as tf from '@tensorflow/tfjs';
import { BatchNorm } from './batch-norm';
import { Block } from './block';
import { convolution, depthwiseConvolution } from './convolution';
import { through } from './through';

export interface EffBlockArgs {
  name?: string;
  trainable?: boolean;
  /** Channels that come out; half of them, but at least 6, lie between. */
  filters: number;
  /**
   * Whether a leaky ReLU of slope 0.3 stands before each batch norm, as in the public Keras code, and not a ReLU
   * behind it; false unless told.
   */
  isLeaky?: boolean | undefined;
}

/**
 * The block of an EffNet: 1x1, depthwise 1x3, max pooling 1x2, depthwise 3x1 and 2x1 with strides of 2x1, each
 * convolution with batch norm and ReLU. Freeman et al. 2018, arXiv:1801.06434, section 3.
 *
 * deviation: the paper doesn't say where batch norm stands; here it is between convolution and ReLU.
 *
 * Input: `[batch, height, width, channels]`. Output: `[batch, height / 2, width / 2, filters]`, rounded down.
 */
export class EffBlock extends Block {
  static className = 'EffBlock';
  readonly filters: number;
  readonly isLeaky: boolean;

  constructor({ filters, isLeaky = false, ...args }: EffBlockArgs) {
    super(args);
    this.filters = filters;
    this.isLeaky = isLeaky;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const { filters } = this;
    const width = Math.max(6, Math.floor(filters / 2));
    return through(x, [
      ...this.activated('pw', convolution({ name: 'pw', filters: width, kernelSize: 1 })),
      ...this.activated('dw1x3', depthwiseConvolution({ name: 'dw1x3', kernelSize: [1, 3] })),
      tf.layers.maxPooling2d({ name: 'pool', poolSize: [1, 2] }),
      ...this.activated('dw3x1', depthwiseConvolution({ name: 'dw3x1', kernelSize: [3, 1] })),
      ...this.activated(
        'conv2x1',
        convolution({ name: 'conv2x1', filters, kernelSize: [2, 1], strides: [2, 1], padding: 'valid' }),
      ),
    ]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, isLeaky } = this;
    return { ...super.getConfig(), filters, isLeaky };
  }

  private activated(name: string, layers: tf.layers.Layer[]): tf.layers.Layer[] {
    const batchNorm = new BatchNorm({ name: `${name}_bn`, momentum: 0.9, epsilon: 1e-5 });
    return this.isLeaky
      ? [...layers, tf.layers.leakyReLU({ name: `${name}_relu`, alpha: 0.3 }), batchNorm]
      : [...layers, batchNorm, tf.layers.reLU({ name: `${name}_relu` })];
  }
}
tf.serialization.registerClass(EffBlock);
