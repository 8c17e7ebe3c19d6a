import * as tf from '@tensorflow/tfjs';
import { KaimingNormal } from './kaiming-normal';

export interface ConvolutionArgs {
  name: string;
  filters: number;
  kernelSize: number;
  /** 1 unless told. */
  strides?: number;
  /** Whether a bias is added; false unless told. */
  useBias?: boolean | undefined;
}

/**
 * A convolution padded by `kernelSize >> 1` on each side, as the papers and PyTorch pad: `'same'` pads a stride of 2
 * at the bottom and right alone. Weights begin as He's.
 */
export function convolution({ strides = 1, useBias = false, ...args }: ConvolutionArgs): tf.layers.Layer[] {
  const conv = (padding: 'same' | 'valid') =>
    tf.layers.conv2d({ ...args, strides, useBias, padding, kernelInitializer: KaimingNormal.className });
  if (strides === 1) return [conv('same')];
  const around = args.kernelSize >> 1;
  if (around === 0) return [conv('valid')];
  return [tf.layers.zeroPadding2d({ name: `${args.name}_pad`, padding: around }), conv('valid')];
}
