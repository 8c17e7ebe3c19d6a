import * as tf from '@tensorflow/tfjs';
import type { KernelCall } from './compose';

type ConvInfo = tf.backend_util.Conv2DInfo;

interface ConvolutionAttrs {
  strides: number | [number, number];
  pad: tf.Conv2DAttrs['pad'];
  dilations?: number | [number, number] | null;
}

/**
 * Convolutions padded `same`. Where the stride is larger than the filter, the last window may end before the
 * image does; the library's kernels (4.22) then pad wrongly, and are right when told the padding.
 */
export function samePadding(isDepthwise: boolean) {
  return (library: tf.KernelFunc) => (call: KernelCall<tf.Conv2DInputs, ConvolutionAttrs>) => {
    const { inputs, attrs } = call;
    if (attrs.pad !== 'same') return library(call as never);
    const info = tf.backend_util.computeConv2DInfo(
      inputs.x.shape as [number, number, number, number],
      inputs.filter.shape as [number, number, number, number],
      attrs.strides,
      attrs.dilations ?? 1,
      'same',
      undefined,
      isDepthwise,
    );
    if (!endsEarly(info)) return library(call as never);
    const { top, bottom, left, right } = info.padInfo;
    const pad = [[0, 0], [top, bottom], [left, right], [0, 0]]; // prettier-ignore
    return library({ ...call, attrs: { ...attrs, pad } } as never);
  };
}

function endsEarly(info: ConvInfo): boolean {
  const lastRow = (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight;
  const lastColumn = (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth;
  return lastRow < info.inHeight || lastColumn < info.inWidth;
}
