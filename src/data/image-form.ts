/**
 * How an image of another shape comes into its field: 'stretch' scales each side for itself, as `classify` does;
 * 'cover' fills the field and cuts off what juts out; 'contain' shows all of it, with bars of the background.
 */
export type Fit = 'cover' | 'contain' | 'stretch';

/** The form in which images are wanted, in the words of a network's `Preprocessing`. */
export interface ImageForm {
  /** [height, width] in pixels. */
  imageSize: readonly [height: number, width: number];
  channels: 1 | 3;
  /** Value from 0 to 255 under transparent parts and, with 'contain', beside the image. */
  background: number;
  fit: Fit;
}
