import type { Dataset } from '../data/dataset';
import { ConvzooError } from '../errors';
import { perChannel } from '../fit-data';
import type { Preprocessing } from '../preprocessing';
import type { InputShape } from '../registry';

/**
 * How a net takes images of another shape than those that it was trained on: framed and normalised in the same way.
 * Images that fill its field with the frame's part in it need no frame. Grey has the average of the colours' means
 * and deviations, each colour has those of grey.
 *
 * @param from how it takes images so far
 * @param imageShape [height, width, channels] of the images
 * @param fit how they came into that shape, and others are to come
 * @throws ConvzooError where images have neither one channel nor three
 */
export function fitImages(
  from: Preprocessing,
  { imageShape, fit }: Pick<Dataset, 'imageShape' | 'fit'>,
): { inputShape: InputShape; preprocessing: Preprocessing } {
  const [height, width, channels] = imageShape;
  if (channels !== 1 && channels !== 3) {
    throw new ConvzooError(`images must have 1 or 3 channels, got ${channels}`);
  }
  const [fieldHeight, fieldWidth] = from.imageSize.map((side) => side + 2 * from.padding);
  const padding = height === fieldHeight && width === fieldWidth ? 0 : from.padding;
  const { order, mean, std, fit: _, ...rest } = from;
  return {
    inputShape: [height + 2 * padding, width + 2 * padding, channels],
    preprocessing: {
      ...rest,
      imageSize: [height, width],
      channels,
      ...(fit !== undefined && { fit }),
      ...(order !== undefined && channels === 3 && { order }),
      padding,
      mean: perChannel(mean, channels),
      std: perChannel(std, channels),
    },
  };
}
