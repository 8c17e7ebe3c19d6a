import * as tf from '@tensorflow/tfjs';
import { placeImage } from '../src/data/place-image';
import { laidInto, placementIn, type Fit } from '../src/fit';
import { fitImage } from '../src/image';
import { GREY_28 } from './support/sample-card';

describe('an image in a field', () => {
  it('is stretched to it, covers it with as much cut off on both sides, or lies in its middle', () => {
    const place = (fit: Fit) => placementIn([10, 10], [20, 40], fit);
    expect(place('stretch')).toEqual({ size: [10, 10], offset: [0, 0] });
    expect(place('cover')).toEqual({ size: [10, 20], offset: [0, -5] });
    expect(place('contain')).toEqual({ size: [5, 10], offset: [2, 0] });
  });

  it('keeps a row however flat it is', () => {
    expect(placementIn([10, 10], [1, 1000], 'contain').size).toEqual([1, 10]);
  });

  it('is cut where it juts out, and has the background around it', () => {
    const image = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
    const laid = laidInto(image, [1, -1], [4, 3], 9);
    expect(laid.shape).toEqual([1, 4, 3, 1]);
    expect([...laid.dataSync()]).toEqual([9, 9, 9, 2, 3, 9, 5, 6, 9, 9, 9, 9]);
    tf.dispose([image, laid]);
  });
});

it.each<Fit>(['stretch', 'cover', 'contain'])(
  'classify fits an image as a folder of images does: %s',
  async (fit) => {
    const [width, height] = [7, 4];
    const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 53) % 256);
    const before = tf.memory().numTensors;
    const fitted = await fitImage(
      { data, width, height },
      { ...GREY_28, channels: 3, imageSize: [12, 9], background: 77, fit },
    );
    const expected = placeImage({ data, width, height }, [12, 9], fit, 77);
    const values = await fitted.data();
    fitted.dispose();
    expect(values).toHaveLength(expected.length);
    // The folder's are rounded to bytes.
    values.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThanOrEqual(0.51));
    expect(tf.memory().numTensors).toBe(before);
  },
);
