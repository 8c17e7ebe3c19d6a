import * as tf from '@tensorflow/tfjs';
import { convolution, type ConvolutionArgs } from './convolution';
import { normalisedConvolution } from './normalised-convolution';

export interface ActivatedConvolutionArgs extends Omit<ConvolutionArgs, 'useBias'> {
  /** Whether batch norm stands between the two; false unless told. */
  batchNorm?: boolean | undefined;
}

/** A convolution with a bias, and a ReLU; named `<name>` and `<name>_relu`, the batch norm `<name>_bn`. */
export function activatedConvolution({
  batchNorm = false,
  ...args
}: ActivatedConvolutionArgs): tf.layers.Layer[] {
  const biased = { ...args, useBias: true };
  if (batchNorm) return normalisedConvolution({ ...biased, batchNorm: { epsilon: 1e-5 } });
  return [...convolution(biased), tf.layers.reLU({ name: `${args.name}_relu` })];
}
