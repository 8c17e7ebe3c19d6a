import type { Random } from '../random';

/** Fractions from 0 to 1: s draws a factor from 1 - s to 1 + s. 0 where absent. */
export interface JitterStrengths {
  brightness?: number;
  contrast?: number;
  saturation?: number;
}

export interface ColourFactors {
  /** Of every pixel; 0 makes the image black. */
  brightness: number;
  /** Of the distance to the image's mean grey. */
  contrast: number;
  /** Of the distance to the pixel's own grey. */
  saturation: number;
}

/** Shares of red, green and blue in a grey, as torchvision has them. */
const [RED, GREEN, BLUE] = [0.2989, 0.587, 0.114] as const;

export function drawFactors(
  { brightness = 0, contrast = 0, saturation = 0 }: JitterStrengths,
  random: Random,
): ColourFactors {
  const factor = (strength: number): number =>
    strength === 0 ? 1 : random.uniform(1 - strength, 1 + strength);
  return {
    brightness: factor(brightness),
    contrast: factor(contrast),
    saturation: factor(saturation),
  };
}

/**
 * Changes brightness, then contrast, then saturation of an image in place, each cut off at 0 and 255, by
 * torchvision's formulae for floats; rounds once, at the end.
 *
 * deviation: torchvision draws the order of the three.
 *
 * @param channels 1 (contrast is about the mean pixel) or 3
 */
export function changeColours(
  pixels: Uint8Array,
  channels: number,
  { brightness, contrast, saturation }: ColourFactors,
): void {
  /** What each value from 0 to 255 becomes. */
  const levels = new Float64Array(256);
  for (let value = 0; value < 256; value++) levels[value] = limited(brightness * value);
  const lift = (1 - contrast) * meanGrey(pixels, channels, levels);
  for (let value = 0; value < 256; value++)
    levels[value] = limited(contrast * (levels[value] as number) + lift);

  if (channels === 1) {
    for (let at = 0; at < pixels.length; at++) pixels[at] = (levels[pixels[at] as number] as number) + 0.5;
    return;
  }
  for (let at = 0; at < pixels.length; at += 3) {
    const r = levels[pixels[at] as number] as number;
    const g = levels[pixels[at + 1] as number] as number;
    const b = levels[pixels[at + 2] as number] as number;
    const grey = (1 - saturation) * (RED * r + GREEN * g + BLUE * b);
    pixels[at] = limited(saturation * r + grey) + 0.5;
    pixels[at + 1] = limited(saturation * g + grey) + 0.5;
    pixels[at + 2] = limited(saturation * b + grey) + 0.5;
  }
}

function meanGrey(pixels: Uint8Array, channels: number, levels: Float64Array): number {
  let total = 0;
  if (channels === 1) for (const pixel of pixels) total += levels[pixel] as number;
  else
    for (let at = 0; at < pixels.length; at += 3)
      total +=
        RED * (levels[pixels[at] as number] as number) +
        GREEN * (levels[pixels[at + 1] as number] as number) +
        BLUE * (levels[pixels[at + 2] as number] as number);
  return total / (pixels.length / channels);
}

function limited(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
