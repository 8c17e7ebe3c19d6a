import type * as tf from '@tensorflow/tfjs';
import { BatchNorm } from './batch-norm';
import { convolution } from './convolution';
import { SubsampleAndPad } from './subsample-and-pad';

/**
 * How a residual block's input reaches its end.
 *
 * - `identity`: as it is;
 * - `pad`, `padAround`: subsampled, with zero channels behind the real ones, or half before and half behind;
 * - `projection`, `bareProjection`: a 1x1 convolution, with and without batch norm;
 * - `none`: not at all, which makes a plain net.
 */
export type Shortcut = 'identity' | 'pad' | 'padAround' | 'projection' | 'bareProjection' | 'none';

export interface ShortcutShape {
  strides: number;
  filters: number;
  useBias: boolean;
  epsilon: number;
}

/** The layers of a shortcut, named `shortcut` and `shortcut_bn`; none for an identity. */
export function shortcutLayers(
  shortcut: Exclude<Shortcut, 'none'>,
  { strides, filters, useBias, epsilon }: ShortcutShape,
): tf.layers.Layer[] {
  const name = 'shortcut';
  const projection = () => convolution({ name, filters, kernelSize: 1, strides, useBias });
  switch (shortcut) {
    case 'identity':
      return [];
    case 'pad':
    case 'padAround':
      return [
        new SubsampleAndPad({ name, strides, filters, zeros: shortcut === 'pad' ? 'after' : 'around' }),
      ];
    case 'bareProjection':
      return projection();
    case 'projection':
      return [...projection(), new BatchNorm({ name: `${name}_bn`, momentum: 0.9, epsilon })];
  }
}
