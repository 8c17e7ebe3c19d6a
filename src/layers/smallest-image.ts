import { ConvzooError } from '../errors';

/** What slides over an image: a convolution's kernel or a pooling's window. */
export interface SlidingWindow {
  /** Pixels on a side. */
  size: number;
  strides: number;
  /** Rows and columns added on each side; 0 unless told. */
  padding?: number;
  /** Whether a last window may reach over the edge; false unless told. */
  ceil?: boolean;
}

/** The least height and width of an image on which each of the windows, one behind the other, finds a place. */
export function smallestImage(windows: readonly SlidingWindow[]): number {
  return windows.reduceRight((places, { size, strides, padding = 0, ceil = false }) => {
    // A window that reaches over the edge needs one pixel of its own.
    const span = ceil && places > 1 ? (places - 2) * strides + size + 1 : (places - 1) * strides + size;
    return Math.max(1, span - 2 * padding);
  }, 1);
}

/** @throws ConvzooError where the image is smaller than that in height or width */
export function refuseSmaller(
  name: string,
  [height, width]: readonly [number, number, number],
  smallest: number,
): void {
  if (height >= smallest && width >= smallest) return;
  throw new ConvzooError(
    `${name}: height and width must be at least ${smallest}, got ${height}x${width}; ` +
      'smaller images can be centred on a field of that size',
  );
}
