import * as tf from '@tensorflow/tfjs';
import { BatchNorm, type BatchNormArgs } from './batch-norm';
import { convolution, type ConvolutionArgs } from './convolution';
import { ReLU6 } from './relu6';

export interface NormalisationArgs {
  /** Of the batch norm; its momentum is 0.9 unless told. */
  batchNorm?: Omit<BatchNormArgs, 'name' | 'trainable'> | undefined;
  /** Whether a ReLU follows; true unless told. */
  isActivated?: boolean;
  /** Whether that one clips values at 6; false unless told. */
  isClipped?: boolean;
}

export interface NormalisedConvolutionArgs extends ConvolutionArgs, NormalisationArgs {}

/** A convolution, batch norm and ReLU, named `<name>`, `<name>_bn` and `<name>_relu`. */
export function normalisedConvolution({
  batchNorm,
  isActivated = true,
  isClipped = false,
  ...args
}: NormalisedConvolutionArgs): tf.layers.Layer[] {
  return normalised(args.name, convolution(args), { batchNorm, isActivated, isClipped });
}

/** The layers with batch norm and ReLU behind them, named `<name>_bn` and `<name>_relu`. */
export function normalised(
  name: string,
  layers: tf.layers.Layer[],
  { batchNorm, isActivated = true, isClipped = false }: NormalisationArgs,
): tf.layers.Layer[] {
  const relu = (name: string) => (isClipped ? new ReLU6({ name }) : tf.layers.reLU({ name }));
  return [
    ...layers,
    new BatchNorm({ name: `${name}_bn`, momentum: 0.9, ...batchNorm }),
    ...(isActivated ? [relu(`${name}_relu`)] : []),
  ];
}
