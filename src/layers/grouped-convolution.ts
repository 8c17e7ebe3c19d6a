import type * as tf from '@tensorflow/tfjs';
import { convolution, padded, type ConvolutionArgs } from './convolution';
import { GroupConv2D } from './grouped-conv2d';
import { KaimingNormal } from './kaiming-normal';

export interface GroupedConvolutionArgs extends ConvolutionArgs {
  /** 1, a plain convolution, unless told. */
  groups?: number | undefined;
}

/** `convolution` with the channels in groups. */
export function groupedConvolution({ groups = 1, ...args }: GroupedConvolutionArgs): tf.layers.Layer[] {
  if (groups === 1) return convolution(args);
  const { strides = 1, useBias = false } = args;
  return padded(
    args.name,
    { ...args, strides },
    (padding) =>
      new GroupConv2D({
        ...args,
        strides,
        useBias,
        groups,
        padding,
        kernelInitializer: KaimingNormal.className,
      }),
  );
}
