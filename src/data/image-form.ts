import type { Fit } from '../fit';

/** The form in which images are wanted, in the words of a network's `Preprocessing`. */
export interface ImageForm {
  /** [height, width] in pixels. */
  imageSize: readonly [height: number, width: number];
  channels: 1 | 3;
  /** Value from 0 to 255 under transparent parts and, with 'contain', beside the image. */
  background: number;
  fit: Fit;
}
