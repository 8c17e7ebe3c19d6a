import type * as tf from '@tensorflow/tfjs';
import { depthwiseConvolution } from './convolution';
import { normalisedConvolution, type NormalisedConvolutionArgs } from './normalised-convolution';

export interface SeparableConvolutionArgs extends Pick<
  NormalisedConvolutionArgs,
  'name' | 'filters' | 'batchNorm' | 'isActivated'
> {
  /** Height and width of the kernels that see one channel each. */
  kernelSize: number;
}

/**
 * A convolution in two, with nothing between: each channel by itself, named `<name>_depthwise`, then 1x1 over all of
 * them with batch norm and ReLU, named as `normalisedConvolution` names them. Chollet 2016, arXiv:1610.02357, section 1.2.
 */
export function separableConvolution({ kernelSize, ...args }: SeparableConvolutionArgs): tf.layers.Layer[] {
  return [
    ...depthwiseConvolution({ name: `${args.name}_depthwise`, kernelSize }),
    ...normalisedConvolution({ ...args, kernelSize: 1 }),
  ];
}
