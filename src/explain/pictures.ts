import { ConvzooError } from '../errors';
import type { BytePixels } from '../image';

/** Images of one size one after the other, each row by row, channels last. */
export interface Stack {
  values: Float32Array;
  shape: readonly [images: number, height: number, width: number, channels: number];
}

/**
 * Feature maps in grey, each channel of the first image a picture: the least of its values black and the largest white,
 * black where all are the same.
 */
export function mapPictures({ values, shape: [, height, width, channels] }: Stack): BytePixels[] {
  return Array.from({ length: channels }, (_, channel) => {
    const map = Float32Array.from(
      { length: height * width },
      (__, i) => values[i * channels + channel] ?? NaN,
    );
    const [least, largest] = rangeOf(map);
    const scale = largest > least ? 255 / (largest - least) : 0;
    return { data: Uint8Array.from(map, (value) => Math.round((value - least) * scale)), width, height };
  });
}

/**
 * Kernels in grey or colour, each a picture: 0 in the middle of black and white, the one farthest from it at an end.
 *
 * @param isReversed whether the model reads blue first
 * @throws ConvzooError where they read neither 1 nor 3 channels
 */
export function kernelPictures(
  { values, shape: [kernels, height, width, channels] }: Stack,
  { isReversed = false }: { isReversed?: boolean } = {},
): BytePixels[] {
  if (channels !== 1 && channels !== 3)
    throw new ConvzooError(
      `kernels: they read ${channels} channels, expected 1 or 3 to show in grey or colour`,
    );
  const size = height * width * channels;
  return Array.from({ length: kernels }, (_, kernel) => {
    const own = values.subarray(kernel * size, (kernel + 1) * size);
    const farthest = Math.max(...rangeOf(own).map(Math.abs));
    const data = Uint8Array.from(own, (value) =>
      Math.round(127.5 * (1 + (farthest > 0 ? value / farthest : 0))),
    );
    if (isReversed) for (let i = 0; i < size; i += channels) data.subarray(i, i + channels).reverse();
    return { data, width, height };
  });
}

function rangeOf(values: Float32Array): [least: number, largest: number] {
  return [
    values.reduce((one, other) => Math.min(one, other), Infinity),
    values.reduce((one, other) => Math.max(one, other), -Infinity),
  ];
}
