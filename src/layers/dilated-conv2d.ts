import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { dilatedConv2d } from '../ops/dilated-conv2d';
import { BaseConv2D, type BaseConv2DArgs } from './base-conv2d';

export interface DilatedConv2DArgs extends BaseConv2DArgs {
  /** Steps between neighbours in the kernel, in rows and columns: 1 makes an ordinary convolution. */
  dilation: number;
}

/**
 * A convolution of stride 1 whose kernel reaches over gaps. Yu and Koltun 2016, arXiv:1511.07122. It can be trained,
 * which `tf.layers.conv2d` with a `dilationRate` can't.
 *
 * Input: `[batch, height, width, channels]`; output: `[batch, outHeight, outWidth, filters]`, with padding `'same'`
 * of the input's height and width. Weights: `kernel` `[kernelHeight, kernelWidth, channels, filters]` and `bias`
 * `[filters]`.
 */
export class DilatedConv2D extends BaseConv2D {
  static className = 'DilatedConv2D';

  constructor(args: DilatedConv2DArgs) {
    super(args);
    if (!Number.isInteger(args.dilation) || args.dilation < 1)
      throw new ConvzooError(`${this.name}: dilation must be an integer of at least 1, got ${args.dilation}`);
  }

  protected override convolved(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
    return dilatedConv2d(x, kernel, this.dilation, this.padding);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), dilation: this.dilation };
  }
}
tf.serialization.registerClass(DilatedConv2D);
