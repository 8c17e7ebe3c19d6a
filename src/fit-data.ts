import { ConvzooError } from './errors';
import type { Preprocessing } from './preprocessing';
import type { Entry, InputShape } from './registry';

/**
 * How a variant takes images of another shape than its paper's: smaller ones are centred on its field, others
 * are taken as they are, and C1 sees as many channels as they have.
 *
 * @param imageShape [height, width, channels] of the images
 * @throws ConvzooError where images can't be centred because their sides differ by an odd number or unequally
 */
export function fitToImages(
  { name, facts }: Pick<Entry, 'name' | 'facts'>,
  [height, width, channels]: InputShape,
): { inputShape: InputShape; preprocessing: Preprocessing } {
  if (channels !== 1 && channels !== 3) {
    throw new ConvzooError(`${name}: images must have 1 or 3 channels, got ${channels}`);
  }
  const [fieldHeight, fieldWidth] = facts.inputShape;
  const { mean, std, order } = facts.pixels;
  const isSmaller = height < fieldHeight && width < fieldWidth;
  const padding = isSmaller ? (fieldHeight - height) / 2 : 0;
  if (!Number.isInteger(padding) || (isSmaller && fieldWidth - width !== 2 * padding)) {
    throw new ConvzooError(
      `${name}: images of ${height}x${width} can't be centred on its ${fieldHeight}x${fieldWidth} field`,
    );
  }
  return {
    inputShape: [height + 2 * padding, width + 2 * padding, channels],
    preprocessing: {
      imageSize: [height, width],
      channels,
      ...(channels === 3 && order !== undefined && { order }),
      padding,
      background: 0,
      mean: perChannel(mean, channels),
      std: perChannel(std, channels),
    },
  };
}

/** The values where there are as many, else their average for each channel. */
export function perChannel(values: readonly number[], channels: number): number[] {
  if (values.length === channels) return [...values];
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Array.from({ length: channels }, () => average);
}
