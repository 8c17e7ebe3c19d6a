import * as tf from '@tensorflow/tfjs';
import type { InitializerLike } from './initializer';
import { KaimingDepthwise, KaimingNormal } from './kaiming-normal';

export interface ConvolutionArgs {
  name: string;
  filters: number;
  /** Height and width. */
  kernelSize: number | [height: number, width: number];
  /** Of rows and columns; 1 unless told. */
  strides?: number | [rows: number, columns: number];
  /**
   * - `around` (unless told): by half the kernel on each side, as the papers and PyTorch pad;
   * - `same`: as TensorFlow pads, which at a stride of 2 is at the bottom and right alone;
   * - `valid`: not at all.
   */
  padding?: Padding;
  /** Whether a bias is added; false unless told. */
  useBias?: boolean | undefined;
  /** How its weights begin; as He's unless told. */
  kernelInitializer?: InitializerLike;
}

export type Padding = 'around' | 'same' | 'valid';

/** A convolution: one layer, or two where padding needs one of its own. */
export function convolution({
  strides = 1,
  useBias = false,
  kernelInitializer = KaimingNormal.className,
  ...args
}: ConvolutionArgs): tf.layers.Layer[] {
  return padded(args.name, { ...args, strides }, (padding) =>
    tf.layers.conv2d({ ...args, strides, useBias, padding, kernelInitializer }),
  );
}

export interface DepthwiseConvolutionArgs extends Omit<ConvolutionArgs, 'filters' | 'kernelInitializer'> {
  /** Kernels for each channel; 1 unless told. */
  depthMultiplier?: number;
}

/** The same with kernels of its own for every channel, which begin as He's. */
export function depthwiseConvolution({
  strides = 1,
  useBias = false,
  ...args
}: DepthwiseConvolutionArgs): tf.layers.Layer[] {
  return padded(args.name, { ...args, strides }, (padding) =>
    tf.layers.depthwiseConv2d({
      ...args,
      strides,
      useBias,
      padding,
      depthwiseInitializer: KaimingDepthwise.className,
    }),
  );
}

interface Window {
  kernelSize: number | [number, number];
  strides: number | [number, number];
  padding?: Padding;
}

/** What `make` makes of tfjs's paddings, and zeros before it where these don't do. */
export function padded(
  name: string,
  { kernelSize, strides, padding = 'around' }: Window,
  make: (padding: 'same' | 'valid') => tf.layers.Layer,
): tf.layers.Layer[] {
  if (padding !== 'around') return [make(padding)];
  const [height, width] = (typeof kernelSize === 'number' ? [kernelSize, kernelSize] : kernelSize).map(
    (size) => size >> 1,
  ) as [number, number];
  if (height === 0 && width === 0) return [make('valid')];
  if (Math.max(...[strides].flat()) === 1) return [make('same')];
  const around: [[number, number], [number, number]] = [
    [height, height],
    [width, width],
  ];
  return [tf.layers.zeroPadding2d({ name: `${name}_pad`, padding: around }), make('valid')];
}
