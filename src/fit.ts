import * as tf from '@tensorflow/tfjs';

/**
 * How an image of another shape comes into its field: 'stretch' scales each side for itself; 'cover' fills the field
 * and cuts off what juts out; 'contain' shows all of it, with bars of the background.
 */
export type Fit = (typeof FITS)[number];
export const FITS = ['stretch', 'cover', 'contain'] as const;

type Size = readonly [height: number, width: number];

/** Where a scaled image lies in a field. */
export interface Placement {
  size: [height: number, width: number];
  /** Of its first row and column; below 0 where it juts out. */
  offset: [top: number, left: number];
}

/** An image of this size in the middle of a field. */
export function placementIn(field: Size, image: Size, fit: Fit): Placement {
  const scales = [field[0] / image[0], field[1] / image[1]] as const;
  const common = fit === 'cover' ? Math.max(...scales) : Math.min(...scales);
  const [down, across] = fit === 'stretch' ? scales : [common, common];
  const size = [sizeOf(image[0], down), sizeOf(image[1], across)] as const;
  return { size: [...size], offset: [offsetOf(field[0], size[0]), offsetOf(field[1], size[1])] };
}

/**
 * Lays images into a field: cuts off what juts out, and fills the rest with the background.
 *
 * @param images `[batch, height, width, channels]`
 * @returns `[batch, field[0], field[1], channels]`; the caller disposes of it
 */
export function laidInto(
  images: tf.Tensor4D,
  [top, left]: Placement['offset'],
  field: Size,
  background: number,
): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const rows = overlap(top, height, field[0]);
  const columns = overlap(left, width, field[1]);
  return tf.tidy(() => {
    const size: [number, number, number, number] = [batch, rows.length, columns.length, channels];
    const seen = tf.slice(images, [0, rows.from, columns.from, 0], size);
    return tf.pad4d(seen, [[0, 0], rows.around, columns.around, [0, 0]], background);
  });
}

/** What of a line is seen in a field that is `length` long, and how far the field goes on around it. */
function overlap(
  offset: number,
  line: number,
  field: number,
): { from: number; length: number; around: [before: number, after: number] } {
  const from = Math.max(0, -offset);
  const before = Math.max(0, offset);
  const length = Math.min(line - from, field - before);
  return { from, length, around: [before, field - before - length] };
}

function sizeOf(length: number, scale: number): number {
  return Math.max(1, Math.round(length * scale));
}

function offsetOf(field: number, size: number): number {
  return Math.floor((field - size) / 2);
}
