import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { conv2dWith, generalConv2d, hasGeneralGradients, plainGradients } from './conv2d-gradients';

/**
 * A convolution of stride 1 whose filter reaches over gaps, with gradients, which `tf.conv2d` has none of for
 * dilations above 1. Yu and Koltun 2016, arXiv:1511.07122.
 *
 * @param x `[batch, height, width, inChannels]`
 * @param filter `[filterHeight, filterWidth, inChannels, outChannels]`
 * @param dilation steps between neighbours in the filter, in rows and columns; 1 or more
 * @returns `[batch, outHeight, outWidth, outChannels]`
 * @throws ConvzooError where dilation is no whole number above 0
 */
export function dilatedConv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  dilation: number,
  pad: 'same' | 'valid',
): tf.Tensor4D {
  if (!Number.isInteger(dilation) || dilation < 1)
    throw new ConvzooError(`dilated convolution: dilation is ${dilation}, expected a whole number above 0`);
  if (dilation === 1) return tf.conv2d(x, filter, 1, pad);
  const geometry = { strides: 1, pad, dilation };
  if (hasGeneralGradients()) return generalConv2d(x, filter, geometry);
  return conv2dWith(x, filter, geometry, (dy, image, weights) =>
    gradientsOnSubimages(dy, image, weights, dilation, pad),
  );
}

/**
 * Every `dilation`-th row and column make an image of their own, on which the convolution is a plain one:
 * its gradients are those of a batch of these images.
 */
function gradientsOnSubimages(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  dilation: number,
  pad: 'same' | 'valid',
): [tf.Tensor4D, tf.Tensor4D] {
  const info = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, 1, dilation, pad);
  const block = [dilation, dilation];
  // Rows and columns added so that all images come out of one size; their gradient is zero.
  const below = missing(info.outHeight, dilation);
  const beside = missing(info.outWidth, dilation);
  const around = [
    [info.padInfo.top, info.padInfo.bottom + below],
    [info.padInfo.left, info.padInfo.right + beside],
  ];
  return tf.tidy(() => {
    const images: tf.Tensor4D = tf.spaceToBatchND(x, block, around);
    const slopes: tf.Tensor4D = tf.spaceToBatchND(dy, block, [
      [0, below],
      [0, beside],
    ]);
    const [ofImages, ofFilter] = plainGradients(slopes, images, filter, { strides: 1, pad: 'valid' });
    return [tf.batchToSpaceND(ofImages, block, around), ofFilter];
  });
}

/** What `length` lacks to the next multiple of `divisor`. */
function missing(length: number, divisor: number): number {
  return (divisor - (length % divisor)) % divisor;
}
