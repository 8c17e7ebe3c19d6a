import { ConvzooError } from '../errors';
import type { BytePixels, Pixels } from '../image';
import { LUMA } from '../pixels';
import { colourAt, HEAT } from './colour-map';

/** `[height, width]` row by row, from 0 to 1. */
export type Heat = ArrayLike<number>;

/** Share of the heat's colour in an overlay, the rest is the picture. */
const OPACITY = 0.5;

/** Steps from no heat to the most, a colour for each: more than 8 bits tell apart. */
const STEPS = 1024;
const COLOURS = Uint8Array.from(
  Array.from({ length: STEPS + 1 }, (_, step) => colourAt(HEAT, step / STEPS)).flat(),
);

/**
 * A heat map over a picture. The picture turns grey, so that all colour is heat; the warmer a place, the brighter.
 *
 * @param pixels grey, RGB or RGBA, whose alpha is passed over
 * @param heat of the same width and height
 * @returns RGB
 * @throws ConvzooError where sizes differ, or a value of the heat is not from 0 to 1
 */
export function overlay({ data, width, height }: Pixels, heat: Heat): BytePixels {
  const channels = data.length / (width * height);
  if (![1, 3, 4].includes(channels)) {
    throw new ConvzooError(
      `overlay: ${data.length} values are not ${width}x${height} pixels (width x height) in grey, RGB or RGBA`,
    );
  }
  const pixels = heatPixels(heat, { width, height });
  const [green, blue] = channels === 1 ? [0, 0] : [1, 2];
  const at = (index: number) => data[index] ?? 0;
  for (let i = 0; i < width * height; i++) {
    const first = channels * i;
    const grey = LUMA[0] * at(first) + LUMA[1] * at(first + green) + LUMA[2] * at(first + blue);
    for (let k = 3 * i; k < 3 * (i + 1); k++) {
      pixels.data[k] = Math.round(OPACITY * (pixels.data[k] ?? 0) + (1 - OPACITY) * grey);
    }
  }
  return pixels;
}

/**
 * A heat map in colours that get lighter from 0, black, to 1.
 *
 * @returns RGB
 * @throws ConvzooError as `overlay`
 */
export function heatPixels(heat: Heat, { width, height }: { width: number; height: number }): BytePixels {
  if (heat.length !== width * height)
    throw new ConvzooError(`heat: ${heat.length} values for ${width}x${height} pixels (width x height)`);
  const data = new Uint8Array(3 * heat.length);
  for (let i = 0; i < heat.length; i++) {
    const value = heat[i] ?? NaN;
    if (!(value >= 0 && value <= 1)) throw new ConvzooError(`heat: value ${i} is ${value}, expected 0 to 1`);
    const colour = 3 * Math.round(STEPS * value);
    for (let channel = 0; channel < 3; channel++) data[3 * i + channel] = COLOURS[colour + channel] ?? 0;
  }
  return { data, width, height };
}
