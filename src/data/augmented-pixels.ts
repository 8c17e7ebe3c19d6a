import { Random } from '../random';
import { Augmenter, type Augmentation, type ImageShape } from './augment';

/** Images to augment, all of it plain data that a worker thread can be sent. */
export interface PixelTask {
  /** Pixels of the images one after the other. */
  bytes: Uint8Array<ArrayBuffer>;
  imageShape: ImageShape;
  augment: Augmentation;
  /** One value for each channel, for cutout. */
  meanColour: Uint8Array;
  seed: number;
  /** The first image's position in the pass. */
  start: number;
}

/** Keys a stream of random numbers beside the seed, another one than the order's. */
const AUGMENTATION = 2;

/** Pixels 0 to 255 of the augmented images; what is drawn for one depends only on the seed and its position. */
export function augmentedPixels({
  bytes,
  imageShape,
  augment,
  meanColour,
  seed,
  start,
}: PixelTask): Float32Array<ArrayBuffer> {
  const augmenter = new Augmenter(imageShape, augment, meanColour);
  const augmented = new Uint8Array(bytes.length);
  const each = imageShape[0] * imageShape[1] * imageShape[2];
  for (let from = 0, position = start; from < bytes.length; from += each, position++) {
    const image = bytes.subarray(from, from + each);
    const target = augmented.subarray(from, from + each);
    augmenter.apply(image, target, new Random(seed, AUGMENTATION, position));
  }
  return new Float32Array(augmented);
}
