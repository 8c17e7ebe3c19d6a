import { ConvzooError } from '../errors';
import { FITS, type Fit } from '../fit';

/** A network's `Preprocessing` is one of these: `imageFolder(path, classifier.card.preprocessing)`. */
export interface ImageFolderOptions {
  /** [height, width] in pixels. */
  imageSize: readonly [height: number, width: number];
  channels: 1 | 3;
  /** Value from 0 to 255 under transparent parts and beside images that are contained. Default 0. */
  background?: number;
  /** How images of another shape come into `imageSize`. Default 'stretch'. */
  fit?: Fit;
  /** Share of each class to hold out, from 0 to below 1, where the folder has no such part. Default 0.15. */
  validation?: number;
  /** As `validation`. Default 0.15, and 0 where the folder has parts. */
  test?: number;
  /** Names which images are held out. Default 0. */
  seed?: number;
  /** Bytes of decoded images to hold in memory; of more the rest is decoded again in every pass. Default 1 GiB. */
  memoryLimit?: number;
  /** Width times height, above which an image is not decoded. Default 100 million. */
  maxPixels?: number;
  /** Refuse a folder with problems instead of leaving the files out. Default false. */
  strict?: boolean;
  /** Called after each file that was read. */
  onProgress?: (done: number, total: number) => void;
}

/** Options with what they are unless told. */
export type ImageFolderSettings = Required<Omit<ImageFolderOptions, 'validation' | 'test' | 'onProgress'>> &
  Pick<ImageFolderOptions, 'validation' | 'test' | 'onProgress'>;

/** @throws ConvzooError where a value is out of its range */
export function settingsOf(options: ImageFolderOptions): ImageFolderSettings {
  const { imageSize, channels, background = 0, fit = 'stretch', seed = 0, strict = false } = options;
  const { validation = 0, test = 0, memoryLimit = 2 ** 30, maxPixels = 100e6 } = options;
  const check = (holds: boolean, field: string, found: unknown, expected: string): void => {
    if (!holds) throw new ConvzooError(`imageFolder: '${field}' is ${String(found)}, expected ${expected}`);
  };
  const isSize = imageSize.length === 2 && imageSize.every((side) => Number.isInteger(side) && side > 0);
  check(isSize, 'imageSize', `[${imageSize.join(', ')}]`, '[height, width], whole numbers above 0');
  check(channels === 1 || channels === 3, 'channels', channels, '1 (grey) or 3 (colours)');
  check(background >= 0 && background <= 255, 'background', background, 'a pixel value from 0 to 255');
  check(FITS.includes(fit), 'fit', fit, FITS.join(', '));
  check(validation >= 0 && validation < 1, 'validation', validation, 'a share from 0 to below 1');
  check(test >= 0 && test < 1, 'test', test, 'a share from 0 to below 1');
  check(validation + test < 1, 'validation + test', validation + test, 'less than 1');
  check(Number.isInteger(seed), 'seed', seed, 'a whole number');
  check(memoryLimit >= 0, 'memoryLimit', memoryLimit, 'bytes from 0');
  check(Number.isInteger(maxPixels) && maxPixels > 0, 'maxPixels', maxPixels, 'a whole number above 0');
  return { ...options, background, fit, seed, strict, memoryLimit, maxPixels };
}
