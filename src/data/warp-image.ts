import type { ImageShape } from './augment';
import type { Displacements } from './elastic-field';
import type { Move } from './move-image';

/** A drawn affine map. */
export interface AffineMap extends Move {
  /** Degrees, clockwise as seen. */
  rotate: number;
  /** Factor: 1 keeps the size. */
  scale: number;
  /** Pixels to the right for each pixel down. */
  shear: number;
}

/** Resamples images of one shape, one after the other. */
export class ImageWarp {
  /** An image in a frame of background: one pixel above and to the left, two below and to the right. */
  readonly #framed: Uint8Array;
  readonly #still: Displacements;

  /** @param background value from 0 to 255 of what comes into view from outside */
  constructor(
    private readonly shape: ImageShape,
    background: number,
  ) {
    const [height, width, channels] = shape;
    this.#framed = new Uint8Array((height + 3) * (width + 3) * channels).fill(background);
    const zeros = new Float64Array(height * width);
    this.#still = { x: zeros, y: zeros };
  }

  /**
   * Applies flip, shear, scale and rotation about the image's centre, then the move, then the displacements, in
   * one bilinear pass.
   *
   * @param source pixels, row by row, channels last
   * @param target receives as many pixels; may not overlap `source`
   * @param displacements for each pixel of the target, how far from itself it looks
   */
  apply(
    source: Uint8Array,
    target: Uint8Array,
    { right, down, flip, rotate, scale, shear }: AffineMap,
    displacements: Displacements = this.#still,
  ): void {
    // Forward: p' = scale * R(rotate) * Shear * Flip * (p - centre) + centre + move. Below is its inverse.
    const cos = Math.cos((rotate * Math.PI) / 180) / scale;
    const sin = Math.sin((rotate * Math.PI) / 180) / scale;
    const mirror = flip ? -1 : 1;
    const xx = mirror * (cos + shear * sin);
    const xy = mirror * (sin - shear * cos);
    const yx = -sin;
    const yy = cos;

    this.#frame(source);
    const framed = this.#framed;
    const [height, width, channels] = this.shape;
    const row = (width + 3) * channels;
    const { x: offsetsX, y: offsetsY } = displacements;
    // Of the frame's coordinates, which are one larger than the image's.
    const centreX = (width - 1) / 2 + 1;
    const centreY = (height - 1) / 2 + 1;
    const offX = right + centreX - 1;
    const offY = down + centreY - 1;
    for (let y = 0, pixel = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++, pixel++) {
        const dx = x - offX + (offsetsX[pixel] as number);
        const dy = y - offY + (offsetsY[pixel] as number);
        const fromX = within(xx * dx + xy * dy + centreX, width + 1);
        const fromY = within(yx * dx + yy * dy + centreY, height + 1);
        const x0 = fromX | 0;
        const y0 = fromY | 0;
        const u = fromX - x0;
        const v = fromY - y0;
        const end = at + channels;
        for (let from = y0 * row + x0 * channels; at < end; at++, from++) {
          const topLeft = framed[from] as number;
          const bottomLeft = framed[from + row] as number;
          const top = topLeft + u * ((framed[from + channels] as number) - topLeft);
          const bottom = bottomLeft + u * ((framed[from + row + channels] as number) - bottomLeft);
          target[at] = top + v * (bottom - top) + 0.5;
        }
      }
    }
  }

  #frame(source: Uint8Array): void {
    const [height, width, channels] = this.shape;
    const row = width * channels;
    const framedRow = (width + 3) * channels;
    for (let y = 0; y < height; y++) {
      const from = y * row;
      const to = (y + 1) * framedRow + channels;
      for (let i = 0; i < row; i++) this.#framed[to + i] = source[from + i] as number;
    }
  }
}

/** From 0 to `limit`: the frame's outermost pixels stand for all beyond them. */
function within(value: number, limit: number): number {
  return value < 0 ? 0 : value > limit ? limit : value;
}
