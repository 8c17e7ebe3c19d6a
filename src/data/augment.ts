import { ConvzooError } from '../errors';
import type { Random } from '../random';

// Local, because Jest's contexts reach a global some fifty times more slowly.
const { floor, round } = Math;

/** [height, width, channels] in pixels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** Random changes to training images, as plain data: what a recipe holds. An absent field changes nothing. */
export interface Augmentation {
  /** Whole pixels, up to which an image moves each way: a random crop of the image padded by that much. */
  shift?: number;
  /** Mirror left to right with probability 1/2. */
  flip?: boolean;
  /** A random affine map about the image's centre, each part drawn uniformly from plus to minus its value. */
  affine?: {
    /** Degrees. */
    rotate: number;
    /** Fraction: 0.1 draws sizes from 0.9 to 1.1. */
    scale: number;
    /** Fraction of the height by which the top moves against the bottom. */
    shear: number;
  };
  /** Value from 0 to 255 of the pixels that come into view from outside; 0 where absent. */
  background?: number;
}

/** One drawn change to an image. */
export interface Warp {
  /** Pixels to the right. */
  right: number;
  /** Pixels down. */
  down: number;
  /** Mirror left to right, before everything else. */
  flip: boolean;
  /** Degrees, clockwise as seen. */
  rotate: number;
  /** Factor: 1 keeps the size. */
  scale: number;
  /** Pixels to the right for each pixel down. */
  shear: number;
}

/** @throws ConvzooError where a value is out of its range for images of this shape */
export function checkAugmentation(augmentation: Augmentation, [height, width]: ImageShape): void {
  const { shift = 0, affine, background = 0 } = augmentation;
  const check = (holds: boolean, field: string, found: number, expected: string): void => {
    if (!holds) throw new ConvzooError(`augmentation: '${field}' is ${found}, expected ${expected}`);
  };
  const side = Math.min(height, width);
  const shiftFits = Number.isInteger(shift) && shift >= 0 && shift < side;
  check(shiftFits, 'shift', shift, `whole pixels from 0 to ${side - 1}`);
  check(background >= 0 && background <= 255, 'background', background, 'a pixel value from 0 to 255');
  if (affine === undefined) return;
  const { rotate, scale, shear } = affine;
  check(rotate >= 0 && rotate <= 180, 'affine.rotate', rotate, 'degrees from 0 to 180');
  check(scale >= 0 && scale < 1, 'affine.scale', scale, 'a fraction from 0 to below 1');
  check(shear >= 0 && shear <= 1, 'affine.shear', shear, 'a fraction from 0 to 1');
}

/**
 * Draws one change and applies it.
 *
 * @param source pixels, row by row, channels last
 * @param target receives as many pixels; may not overlap `source`
 */
export function augmentImage(
  source: Uint8Array,
  target: Uint8Array,
  shape: ImageShape,
  { shift = 0, flip = false, affine, background = 0 }: Augmentation,
  random: Random,
): void {
  const warp: Warp = {
    right: shift === 0 ? 0 : random.integer(2 * shift + 1) - shift,
    down: shift === 0 ? 0 : random.integer(2 * shift + 1) - shift,
    flip: flip && random.next() < 0.5,
    rotate: affine ? random.uniform(-affine.rotate, affine.rotate) : 0,
    scale: affine ? random.uniform(1 - affine.scale, 1 + affine.scale) : 1,
    shear: affine ? random.uniform(-affine.shear, affine.shear) : 0,
  };
  if (affine) warpImage(source, target, shape, warp, background);
  else moveImage(source, target, shape, warp, background);
}

/** Whole pixels only: `warp.right`, `warp.down` and `warp.flip`. */
function moveImage(
  source: Uint8Array,
  target: Uint8Array,
  [height, width, channels]: ImageShape,
  { right, down, flip }: Warp,
  background: number,
): void {
  let at = 0;
  for (let y = 0; y < height; y++) {
    const fromY = y - down;
    const rowIsInside = fromY >= 0 && fromY < height;
    for (let x = 0; x < width; x++) {
      const shifted = x - right;
      const isInside = rowIsInside && shifted >= 0 && shifted < width;
      const from = (fromY * width + (flip ? width - 1 - shifted : shifted)) * channels;
      for (let channel = 0; channel < channels; channel++)
        target[at++] = isInside ? (source[from + channel] as number) : background;
    }
  }
}

/**
 * Applies flip, shear, scale and rotation about the image's centre, then the move, in one bilinear pass.
 *
 * @param source pixels, row by row, channels last
 * @param target receives as many pixels; may not overlap `source`
 * @param background value from 0 to 255 of what comes into view from outside
 */
export function warpImage(
  source: Uint8Array,
  target: Uint8Array,
  [height, width, channels]: ImageShape,
  { right, down, flip, rotate, scale, shear }: Warp,
  background: number,
): void {
  // Forward: p' = scale * R(rotate) * Shear * Flip * (p - centre) + centre + move. Below is its inverse.
  const cos = Math.cos((rotate * Math.PI) / 180) / scale;
  const sin = Math.sin((rotate * Math.PI) / 180) / scale;
  const mirror = flip ? -1 : 1;
  const xx = mirror * (cos + shear * sin);
  const xy = mirror * (sin - shear * cos);
  const yx = -sin;
  const yy = cos;
  const centreX = (width - 1) / 2;
  const centreY = (height - 1) / 2;
  const row = width * channels;
  const tap = (y: number, x: number, channel: number): number =>
    y < 0 || y >= height || x < 0 || x >= width
      ? background
      : (source[y * row + x * channels + channel] as number);

  let at = 0;
  for (let y = 0; y < height; y++) {
    const dy = y - down - centreY;
    for (let x = 0; x < width; x++) {
      const dx = x - right - centreX;
      const fromX = xx * dx + xy * dy + centreX;
      const fromY = yx * dx + yy * dy + centreY;
      const x0 = floor(fromX);
      const y0 = floor(fromY);
      const u = fromX - x0;
      const v = fromY - y0;
      const isInside = x0 >= 0 && x0 < width - 1 && y0 >= 0 && y0 < height - 1;
      for (let channel = 0; channel < channels; channel++) {
        let topLeft, topRight, bottomLeft, bottomRight;
        if (isInside) {
          const from = y0 * row + x0 * channels + channel;
          topLeft = source[from] as number;
          topRight = source[from + channels] as number;
          bottomLeft = source[from + row] as number;
          bottomRight = source[from + row + channels] as number;
        } else {
          topLeft = tap(y0, x0, channel);
          topRight = tap(y0, x0 + 1, channel);
          bottomLeft = tap(y0 + 1, x0, channel);
          bottomRight = tap(y0 + 1, x0 + 1, channel);
        }
        const top = topLeft + u * (topRight - topLeft);
        const bottom = bottomLeft + u * (bottomRight - bottomLeft);
        target[at++] = round(top + v * (bottom - top));
      }
    }
  }
}
