import type { Random } from '../random';
import { cutOut } from './cutout';
import { ElasticField } from './elastic-field';
import { changeColours, drawFactors, type JitterStrengths } from './colour-jitter';
import { moveImage } from './move-image';
import { ImageWarp } from './warp-image';

/** [height, width, channels] in pixels. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * Random changes to training images, as plain data: what a recipe holds. An absent field changes nothing.
 *
 * They come in this order: flip, `affine`, `shift` and `elastic`, in one bilinear pass where `affine` or
 * `elastic` needs one; `jitter`; `cutout`.
 */
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
  /** Elastic deformation: each pixel moves by smoothed noise. Simard, Steinkraus, Platt 2003, section 2. */
  elastic?: {
    /** Pixels, by which noise from -1 to 1 is scaled after it is smoothed. */
    alpha: number;
    /** Standard deviation in pixels of the Gaussian that smooths it. */
    sigma: number;
  };
  /** Brightness, contrast and saturation, for images of 1 or 3 channels; saturation for 3 alone. */
  jitter?: JitterStrengths;
  /** Side in pixels of a square of the data set's mean colour. DeVries, Taylor 2017, arXiv:1708.04552. */
  cutout?: number;
  /** Value from 0 to 255 of the pixels that come into view from outside; 0 where absent. */
  background?: number;
}

/** Changes one image after another as an augmentation says. */
export class Augmenter {
  readonly #warp: ImageWarp | undefined;
  readonly #elastic: ElasticField | undefined;

  /** @param meanColour one value from 0 to 255 for each channel, for `cutout` */
  constructor(
    private readonly shape: ImageShape,
    private readonly augmentation: Augmentation,
    private readonly meanColour: Uint8Array,
  ) {
    const { affine, elastic, background = 0 } = augmentation;
    if (affine || elastic) this.#warp = new ImageWarp(shape, background);
    if (elastic) this.#elastic = new ElasticField(shape, elastic);
  }

  /**
   * Draws the changes to one image and applies them.
   *
   * @param source pixels, row by row, channels last
   * @param target receives as many pixels; may not overlap `source`
   */
  apply(source: Uint8Array, target: Uint8Array, random: Random): void {
    const { shift = 0, flip = false, affine, jitter, cutout, background = 0 } = this.augmentation;
    const move = {
      right: shift === 0 ? 0 : random.integer(2 * shift + 1) - shift,
      down: shift === 0 ? 0 : random.integer(2 * shift + 1) - shift,
      flip: flip && random.next() < 0.5,
    };
    if (this.#warp) {
      const map = {
        ...move,
        rotate: affine ? random.uniform(-affine.rotate, affine.rotate) : 0,
        scale: affine ? random.uniform(1 - affine.scale, 1 + affine.scale) : 1,
        shear: affine ? random.uniform(-affine.shear, affine.shear) : 0,
      };
      this.#warp.apply(source, target, map, this.#elastic?.draw(random));
    } else moveImage(source, target, this.shape, move, background);
    if (jitter) changeColours(target, this.shape[2], drawFactors(jitter, random));
    if (cutout !== undefined) cutOut(target, this.shape, cutout, this.meanColour, random);
  }
}
