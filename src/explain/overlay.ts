import { ConvzooError } from '../errors';
import type { BytePixels, Pixels } from '../image';
import { LUMA } from '../pixels';
import { HEAT, colourAt } from './colour-map';

/** `[height, width]` row by row, from 0 to 1. */
export type Heat = ArrayLike<number>;

/** Share of the heat's colour in an overlay, the rest is the picture. */
const OPACITY = 0.5;

/**
 * A heat map over a picture. The picture turns grey, so that all colour is heat; the warmer a place, the brighter.
 *
 * @param pixels grey, RGB or RGBA, whose alpha is passed over
 * @param heat of the same width and height
 * @throws ConvzooError where sizes differ, or a value of the heat is not from 0 to 1
 */
export function overlay({ data, width, height }: Pixels, heat: Heat): BytePixels {
  const channels = data.length / (width * height);
  if (![1, 3, 4].includes(channels)) {
    throw new ConvzooError(
      `overlay: ${data.length} values are not ${width}x${height} pixels (width x height) in grey, RGB or RGBA`,
    );
  }
  const colours = heatPixels(heat, { width, height });
  for (let i = 0; i < width * height; i++) {
    const [red = 0, green = red, blue = red] = data.subarray(channels * i, channels * (i + 1));
    const grey = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue;
    for (let at = 3 * i; at < 3 * (i + 1); at++) {
      colours.data[at] = Math.round(OPACITY * (colours.data[at] ?? 0) + (1 - OPACITY) * grey);
    }
  }
  return colours;
}

/**
 * A heat map in colours that get lighter from 0, black, to 1.
 *
 * @throws ConvzooError as `overlay`
 */
export function heatPixels(heat: Heat, { width, height }: { width: number; height: number }): BytePixels {
  if (heat.length !== width * height)
    throw new ConvzooError(`heat: ${heat.length} values for ${width}x${height} pixels (width x height)`);
  const data = new Uint8Array(3 * heat.length);
  for (let i = 0; i < heat.length; i++) {
    const value = heat[i] ?? NaN;
    if (!(value >= 0 && value <= 1)) throw new ConvzooError(`heat: value ${i} is ${value}, expected 0 to 1`);
    data.set(colourAt(HEAT, value), 3 * i);
  }
  return { data, width, height };
}
