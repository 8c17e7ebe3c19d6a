import * as tf from '@tensorflow/tfjs';
import { ConvzooError, messageOf } from './errors';
import { laidInto, placementIn } from './fit';
import { LUMA } from './pixels';
import type { Preprocessing } from './preprocessing';
import { resizeBilinear } from './resize';

/**
 * Pixels from 0 to 255, row by row, channels last: grey, RGB or RGBA, as the length tells. A browser's
 * ImageData is one of these.
 */
export interface Pixels {
  data: Uint8Array | Uint8ClampedArray | Float32Array;
  width: number;
  height: number;
}

/** Pixels of 8 bit. */
export interface BytePixels extends Pixels {
  data: Uint8Array | Uint8ClampedArray;
}

/** What a browser can draw; it must have been loaded. */
export type ImageElement =
  HTMLImageElement | HTMLCanvasElement | HTMLVideoElement | ImageBitmap | OffscreenCanvas;

/** An image: tensors are `[height, width, channels]` with 1, 3 or 4 channels, pixels 0 to 255. */
export type ImageInput = tf.Tensor3D | Pixels | ImageElement;

/**
 * An image in the size and the channels that a network was trained on, its transparent parts on the background.
 *
 * @param image or a batch of images of one size, `[batch, height, width, channels]`
 * @returns `[batch, imageSize[0], imageSize[1], channels]`, float32, 0 to 255; the caller disposes of it
 * @throws ConvzooError where it is no image, or a pixel is not a number from 0 to 255
 */
export async function fitImage(
  image: ImageInput | tf.Tensor4D,
  { imageSize, channels, background, fit = 'stretch' }: Preprocessing,
): Promise<tf.Tensor4D> {
  const images = imageTensor(image);
  try {
    await checkRange(images);
    return tf.tidy(() => {
      const recoloured = inChannels(opaque(images, background), channels);
      const [, height, width] = recoloured.shape;
      if (height === imageSize[0] && width === imageSize[1]) return recoloured.clone();
      const { size, offset } = placementIn(imageSize, [height, width], fit);
      return laidInto(resizeBilinear(recoloured, size), offset, imageSize, background);
    });
  } finally {
    images.dispose();
  }
}

/**
 * The pixels of an image, or of a batch: `[batch, height, width, 1 | 3 | 4]`, float32; the caller disposes of it.
 *
 * @throws ConvzooError where it is no image
 */
export function imageTensor(image: ImageInput | tf.Tensor4D): tf.Tensor4D {
  if (image instanceof tf.Tensor) return fromTensor(image);
  if (isPixels(image)) return fromPixels(image);
  try {
    return tf.tidy(() =>
      tf.browser
        .fromPixels(image as HTMLImageElement, 4)
        .toFloat()
        .expandDims(0),
    );
  } catch (error) {
    throw new ConvzooError(
      `${kindOf(image)} is not an image: ${messageOf(error)}; expected a tensor [height, width, channels], ` +
        '{ data, width, height }, in a browser an image, canvas or video, in Node a path or a Buffer',
    );
  }
}

function fromTensor(image: tf.Tensor): tf.Tensor4D {
  const [channels] = image.shape.slice(-1);
  const isImage = image.rank === 3 || image.rank === 4;
  if (!isImage || image.size === 0 || ![1, 3, 4].includes(channels ?? 0)) {
    throw new ConvzooError(
      `a tensor of shape [${image.shape.join(', ')}] is not an image; expected [height, width, channels] ` +
        'or [batch, height, width, channels] with 1, 3 or 4 channels',
    );
  }
  if (image.dtype !== 'float32' && image.dtype !== 'int32') {
    throw new ConvzooError(`a tensor of ${image.dtype} is not an image; expected float32 or int32, 0 to 255`);
  }
  return tf.tidy(() => (image.rank === 3 ? image.expandDims(0) : image).toFloat().clone() as tf.Tensor4D);
}

function isPixels(image: unknown): image is Pixels {
  return typeof image === 'object' && image !== null && 'data' in image && ArrayBuffer.isView(image.data);
}

function fromPixels({ data, width, height }: Pixels): tf.Tensor4D {
  const channels = data.length / (width * height);
  const isSize = [width, height].every((side) => Number.isInteger(side) && side > 0);
  if (!isSize || ![1, 3, 4].includes(channels)) {
    throw new ConvzooError(
      `${data.length} values are not an image of ${width}x${height} pixels (width x height); ` +
        'expected 1, 3 or 4 values for each pixel: grey, RGB or RGBA',
    );
  }
  return tf.tensor4d(Float32Array.from(data), [1, height, width, channels]);
}

async function checkRange(images: tf.Tensor4D): Promise<void> {
  const isInRange = tf.tidy(() =>
    tf.all(tf.logicalAnd(tf.greaterEqual(images, 0), tf.lessEqual(images, 255))).toFloat(),
  );
  const [verdict] = await isInRange.data();
  isInRange.dispose();
  if (verdict === 1) return;
  const values = await images.data();
  const at = values.findIndex((value) => !(value >= 0 && value <= 255));
  const [, height, width, channels] = images.shape;
  const pixel = Math.floor(at / channels);
  throw new ConvzooError(
    `an image has the value ${values[at]} in row ${Math.floor(pixel / width) % height}, column ${pixel % width}, ` +
      `channel ${at % channels}; expected 0 to 255`,
  );
}

/** Without the alpha channel, drawn on the background. */
function opaque(images: tf.Tensor4D, background: number): tf.Tensor4D {
  if (images.shape[3] !== 4) return images;
  const [colours, alpha] = tf.split(images, [3, 1], 3) as [tf.Tensor4D, tf.Tensor4D];
  const opacity = tf.div(alpha, 255);
  return tf.add(tf.mul(tf.sub(colours, background), opacity), background);
}

/** Grey from colours by ITU-R BT.601's luma, colours from grey by repeating it. */
function inChannels(images: tf.Tensor4D, channels: 1 | 3): tf.Tensor4D {
  if (images.shape[3] === channels) return images;
  if (channels === 3) return tf.tile(images, [1, 1, 1, 3]);
  return tf.sum(tf.mul(images, tf.tensor1d([...LUMA])), 3, true);
}

function kindOf(image: unknown): string {
  if (image === null || image === undefined) return String(image);
  return typeof image === 'object'
    ? `a value of type ${image.constructor?.name ?? 'object'}`
    : `a ${typeof image}`;
}
