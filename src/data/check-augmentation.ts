import { ConvzooError } from '../errors';
import type { Augmentation, ImageShape } from './augment';

/** @throws ConvzooError where a value is out of its range for images of this shape */
export function checkAugmentation(
  { shift = 0, affine, elastic, jitter, cutout, background = 0 }: Augmentation,
  [height, width, channels]: ImageShape,
): void {
  const check = (holds: boolean, field: string, found: number, expected: string): void => {
    if (!holds) throw new ConvzooError(`augmentation: '${field}' is ${found}, expected ${expected}`);
  };
  const side = Math.min(height, width);
  const shiftFits = Number.isInteger(shift) && shift >= 0 && shift < side;
  check(shiftFits, 'shift', shift, `whole pixels from 0 to ${side - 1}`);
  check(background >= 0 && background <= 255, 'background', background, 'a pixel value from 0 to 255');
  if (affine) {
    const { rotate, scale, shear } = affine;
    check(rotate >= 0 && rotate <= 180, 'affine.rotate', rotate, 'degrees from 0 to 180');
    check(scale >= 0 && scale < 1, 'affine.scale', scale, 'a fraction from 0 to below 1');
    check(shear >= 0 && shear <= 1, 'affine.shear', shear, 'a fraction from 0 to 1');
  }
  if (elastic) {
    const { alpha, sigma } = elastic;
    check(alpha >= 0 && alpha < Infinity, 'elastic.alpha', alpha, 'pixels from 0');
    check(sigma > 0 && sigma <= side, 'elastic.sigma', sigma, `pixels above 0 and up to ${side}`);
  }
  if (jitter) {
    for (const part of ['brightness', 'contrast', 'saturation'] as const) {
      const { [part]: strength = 0 } = jitter;
      check(strength >= 0 && strength <= 1, `jitter.${part}`, strength, 'a fraction from 0 to 1');
    }
    if (channels !== 1 && channels !== 3)
      throw new ConvzooError(
        `augmentation: 'jitter' needs images of 1 or 3 channels, these have ${channels}`,
      );
    if (channels === 1 && jitter.saturation)
      throw new ConvzooError(
        "augmentation: 'jitter.saturation' needs images of 3 channels, these have 1: grey has no saturation",
      );
  }
  if (cutout !== undefined) {
    const largest = Math.max(height, width);
    const fits = Number.isInteger(cutout) && cutout >= 1 && cutout <= largest;
    check(fits, 'cutout', cutout, `whole pixels from 1 to ${largest}`);
  }
}
