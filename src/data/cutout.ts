import type { Random } from '../random';
import type { ImageShape } from './augment';

/**
 * Fills a square with a colour, in place. Its centre is drawn from all pixels, so it may hang over the edge. DeVries,
 * Taylor 2017, arXiv:1708.04552.
 *
 * @param side in pixels; an even one reaches a pixel further up and left of the centre than down and right
 * @param colour one value for each channel
 */
export function cutOut(
  pixels: Uint8Array,
  [height, width, channels]: ImageShape,
  side: number,
  colour: Uint8Array,
  random: Random,
): void {
  const top = random.integer(height) - (side >> 1);
  const left = random.integer(width) - (side >> 1);
  const right = Math.min(left + side, width);
  const bottom = Math.min(top + side, height);
  for (let y = Math.max(top, 0); y < bottom; y++)
    for (let x = Math.max(left, 0), at = (y * width + x) * channels; x < right; x++)
      for (let channel = 0; channel < channels; channel++) pixels[at++] = colour[channel] as number;
}
