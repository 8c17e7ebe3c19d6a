import * as tf from '@tensorflow/tfjs';

const SIZE = 32;
const CHANNELS = 64;
/** Multiplications and additions for one image, padding counted. */
const OPERATIONS = 2 * SIZE * SIZE * CHANNELS * 3 * 3 * CHANNELS;
const LARGEST_BATCH = 16;
const LONG_ENOUGH_MS = 300;

/**
 * Measures the running engine with 3x3 convolutions from [batch, 32, 32, 64] to the same shape, on as many images as
 * take it a third of a second.
 * @returns GFLOP/s.
 */
export async function convolutionSpeed(): Promise<number> {
  const filter = tf.randomNormal<tf.Rank.R4>([3, 3, CHANNELS, CHANNELS]);
  try {
    await convolve(filter, 1);
    for (let images = 1; ; images *= 2) {
      const milliseconds = await convolve(filter, images);
      if (milliseconds >= LONG_ENOUGH_MS) return (images * OPERATIONS) / milliseconds / 1e6;
    }
  } finally {
    filter.dispose();
  }
}

/** Milliseconds for that many images. Only the last result is read: a GPU takes the calls at once and works later. */
async function convolve(filter: tf.Tensor4D, images: number): Promise<number> {
  const batch = Math.min(images, LARGEST_BATCH);
  const input = tf.randomNormal<tf.Rank.R4>([batch, SIZE, SIZE, CHANNELS]);
  const start = performance.now();
  for (let done = batch; done < images; done += batch) tf.conv2d(input, filter, 1, 'same').dispose();
  const last = tf.conv2d(input, filter, 1, 'same');
  await last.data();
  const milliseconds = performance.now() - start;
  tf.dispose([input, last]);
  return milliseconds;
}
