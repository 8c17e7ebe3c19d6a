import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { generalConv2d, hasGeneralGradients, type Geometry } from './conv2d-gradients';

/**
 * A convolution whose channels stand in groups: each group of outputs sees its group of inputs only.
 * Krizhevsky et al. 2012, figure 2; Xie et al. 2017, arXiv:1611.05431.
 *
 * @param x `[batch, height, width, inChannels]`
 * @param filter `[filterHeight, filterWidth, inChannels / groups, outChannels]`
 * @returns `[batch, outHeight, outWidth, outChannels]`
 * @throws ConvzooError where the channels don't split into the groups
 */
export function groupedConv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  strides: Geometry['strides'],
  pad: Geometry['pad'],
  groups: number,
): tf.Tensor4D {
  checkGroups(x.shape[3], filter.shape, groups);
  if (groups === 1) return tf.conv2d<tf.Tensor4D>(x, filter, strides, pad);
  return hasGeneralGradients()
    ? generalConv2d(x, filter, { strides, pad, dilation: 1 })
    : splitAndConcatenated(x, filter, { strides, pad }, groups);
}

function splitAndConcatenated(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { strides, pad }: Geometry,
  groups: number,
): tf.Tensor4D {
  return tf.tidy(() => {
    const filters = tf.split<tf.Tensor4D>(filter, groups, 3);
    const outputs = tf
      .split<tf.Tensor4D>(x, groups, 3)
      .map((image, group) => tf.conv2d(image, filters[group] as tf.Tensor4D, strides, pad));
    return tf.concat(outputs, 3);
  });
}

function checkGroups(inChannels: number, filterShape: number[], groups: number): void {
  const [, , filterChannels = 0, outChannels = 0] = filterShape;
  if (filterChannels * groups !== inChannels || !Number.isInteger(outChannels / groups))
    throw new ConvzooError(
      `grouped convolution: ${groups} groups of ${inChannels} channels and a filter ${JSON.stringify(filterShape)} ` +
        "don't fit; a filter is [height, width, inChannels / groups, outChannels], outChannels a multiple of groups",
    );
}
