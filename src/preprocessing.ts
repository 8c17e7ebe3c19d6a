import * as tf from '@tensorflow/tfjs';
import type { Fit } from './fit';

/** In which order a network reads the colours of a pixel. */
export type ChannelOrder = 'rgb' | 'bgr';

/**
 * How pixels become a network's input: an image is fitted into `imageSize`, framed with `padding` pixels of
 * `background` on every side, its colours are put in the network's order, and each channel becomes
 * `(pixel - mean) / std`, with pixels from 0 to 255.
 */
export interface Preprocessing {
  /** [height, width] in pixels of the images that the network was trained on, before padding. */
  imageSize: [height: number, width: number];
  channels: 1 | 3;
  /** Of images of another shape; 'stretch' unless told. */
  fit?: Fit;
  /** Of colours; 'rgb', as images come, unless told. */
  order?: ChannelOrder;
  /** Pixels added on every side, e.g. 2 to centre a 28x28 digit on LeNet-5's 32x32 field. */
  padding: number;
  /** Value of the added pixels, of bars beside the image, and behind transparent parts, 0 to 255. */
  background: number;
  /** One value for each channel in the network's order, in units of pixels (0 to 255). */
  mean: number[];
  /** One value for each channel in the network's order, in units of pixels (0 to 255). */
  std: number[];
}

/**
 * Frames and normalises a batch.
 *
 * @param images `[batch, imageSize[0], imageSize[1], channels]`, pixels 0 to 255, float32; colours as RGB
 * @returns `[batch, imageSize[0] + 2 * padding, imageSize[1] + 2 * padding, channels]`; the caller disposes of it
 */
export function preprocess(
  images: tf.Tensor4D,
  { order, padding, background, mean, std }: Preprocessing,
): tf.Tensor4D {
  return tf.tidy(() => {
    const frame: [number, number] = [padding, padding];
    const framed = padding === 0 ? images : tf.pad4d(images, [[0, 0], frame, frame, [0, 0]], background);
    const ordered = order === 'bgr' ? tf.reverse(framed, 3) : framed;
    return tf.div(tf.sub(ordered, tf.tensor1d(mean)), tf.tensor1d(std));
  });
}
