import type { ImageShape } from './augment';

/** A drawn move by whole pixels. */
export interface Move {
  /** Pixels to the right. */
  right: number;
  /** Pixels down. */
  down: number;
  /** Mirror left to right, before everything else. */
  flip: boolean;
}

/**
 * Flips, then moves, and fills what comes into view from outside with `background`.
 *
 * @param source pixels, row by row, channels last
 * @param target receives as many pixels; may not overlap `source`
 */
export function moveImage(
  source: Uint8Array,
  target: Uint8Array,
  [height, width, channels]: ImageShape,
  { right, down, flip }: Move,
  background: number,
): void {
  if (right !== 0 || down !== 0) target.fill(background);
  const left = Math.max(0, right);
  const seen = width - Math.abs(right);
  const bottom = Math.min(height, height + down);
  for (let y = Math.max(0, down); y < bottom; y++) {
    const to = (y * width + left) * channels;
    const row = (y - down) * width;
    if (flip) {
      const from = (row + width - 1 - (left - right)) * channels;
      copyMirrored(source, from, target, to, seen, channels);
    } else {
      const from = (row + left - right) * channels;
      copy(source, from, target, to, seen * channels);
    }
  }
}

/** A loop: a view and a call of `set` for a row of an image take longer. */
function copy(source: Uint8Array, from: number, target: Uint8Array, to: number, bytes: number): void {
  for (let i = 0; i < bytes; i++) target[to + i] = source[from + i] as number;
}

/** Pixels leftwards from `from` go rightwards to `to`. */
function copyMirrored(
  source: Uint8Array,
  from: number,
  target: Uint8Array,
  to: number,
  pixels: number,
  channels: number,
): void {
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < channels; channel++)
      target[to + channel] = source[from + channel] as number;
    to += channels;
    from -= channels;
  }
}
