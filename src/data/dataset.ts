import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { Random } from '../random';
import type { Augmentation, ImageShape } from './augment';
import { checkAugmentation } from './check-augmentation';
import { Pass } from './pass';

export interface Batch {
  /** `[batch, height, width, channels]`, float32, pixels 0 to 255 */
  images: tf.Tensor4D;
  /** `[batch]`, int32, indices into the data set's `classes` */
  labels: tf.Tensor1D;
}

export interface BatchOptions {
  /** Images a batch; the last one holds what is left. */
  size: number;
  /** In random order, each image once. Default false. */
  shuffle?: boolean;
  /** Names the order and the augmentation; fold the epoch into it. Default 0. */
  seed?: number;
  augment?: Augmentation;
  /** Leaves out a last batch that is smaller than `size`. Default false. */
  dropRemainder?: boolean;
  /** Batches to pass over. Those after them are the same as without `skip`; skipping draws nothing. Default 0. */
  skip?: number;
}

export interface DatasetContent {
  name: string;
  /** Pixels 0 to 255 of all images one after the other, each row by row, channels last. */
  images: Uint8Array;
  /** One index into `classes` for each image. */
  labels: Uint8Array;
  imageShape: ImageShape;
  classes: readonly string[];
  /** What the pixels are: 'original', or how they differ, e.g. 'JPEG q75 re-encoding'. */
  pixels: string;
}

/** Keys a stream of random numbers beside the seed; a pass over the images has others. */
const SPLIT = 3;

/** Labelled images of one size, held in memory as bytes. */
export class Dataset {
  readonly name: string;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly imageShape: ImageShape;
  readonly classes: readonly string[];
  readonly pixels: string;

  /** @throws ConvzooError where lengths disagree, a label has no class, or a field is empty */
  constructor({ name, images, labels, imageShape, classes, pixels }: DatasetContent) {
    const fail = (problem: string): never => {
      throw new ConvzooError(`data set '${name}': ${problem}`);
    };
    if (!imageShape.every((side) => Number.isInteger(side) && side > 0))
      fail(`the image shape is [${imageShape.join(', ')}], expected three whole numbers above 0`);
    if (classes.length === 0) fail('it has no classes');
    if (pixels === '') fail("'pixels' is empty, expected 'original' or how the pixels differ from it");
    const expected = labels.length * bytesPerImage(imageShape);
    if (images.length !== expected)
      fail(
        `${images.length} bytes of pixels for ${labels.length} labels, expected ${expected} (${imageShape.join('x')} each)`,
      );
    const stray = labels.findIndex((label) => label >= classes.length);
    if (stray !== -1) fail(`image ${stray} has label ${labels[stray]}, expected 0 to ${classes.length - 1}`);

    this.name = name;
    this.images = images;
    this.labels = labels;
    this.imageShape = imageShape;
    this.classes = classes;
    this.pixels = pixels;
  }

  /** Number of images. */
  get size(): number {
    return this.labels.length;
  }

  /**
   * The pixels of one image, as a view.
   *
   * @throws ConvzooError where there is no such image
   */
  image(index: number): Uint8Array {
    this.#checkIndex(index);
    const bytes = bytesPerImage(this.imageShape);
    return this.images.subarray(index * bytes, (index + 1) * bytes);
  }

  /**
   * A copy of some images, in the order given.
   *
   * @throws ConvzooError where there is no such image
   */
  subset(indices: ArrayLike<number>): Dataset {
    const bytes = bytesPerImage(this.imageShape);
    const images = new Uint8Array(indices.length * bytes);
    const labels = new Uint8Array(indices.length);
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i] as number;
      images.set(this.image(index), i * bytes);
      labels[i] = this.labels[index] as number;
    }
    return new Dataset({ ...this.#description(), images, labels });
  }

  /**
   * Parts the images at random into two sets. Each class gives the same fraction of its images, to the
   * nearest whole one; both sets keep the order of this one.
   *
   * @param fraction of the images that goes into `validation`, between 0 and 1
   * @throws ConvzooError where the fraction is out of range or leaves one set empty
   */
  split(fraction: number, seed: number): { train: Dataset; validation: Dataset } {
    if (!(fraction > 0 && fraction < 1))
      throw new ConvzooError(
        `data set '${this.name}': the validation fraction is ${fraction}, expected one between 0 and 1`,
      );
    const isHeldOut = new Uint8Array(this.size);
    const ofClass: number[][] = this.classes.map(() => []);
    this.labels.forEach((label, index) => ofClass[label]?.push(index));
    ofClass.forEach((members, label) => {
      const order = new Random(seed, SPLIT, label).permutation(members.length);
      const count = Math.round(members.length * fraction);
      for (const position of order.subarray(0, count)) isHeldOut[members[position] as number] = 1;
    });

    const validation: number[] = [];
    const train: number[] = [];
    isHeldOut.forEach((held, index) => (held ? validation : train).push(index));
    if (validation.length === 0 || train.length === 0)
      throw new ConvzooError(
        `data set '${this.name}': ${fraction} of ${this.size} images leaves ` +
          `${train.length} for training and ${validation.length} for validation, expected some in both`,
      );
    return { train: this.subset(train), validation: this.subset(validation) };
  }

  /**
   * One pass over the images. What is drawn depends only on the seed and on the position in the pass.
   *
   * @returns batches whose tensors the caller disposes of
   * @throws ConvzooError at once where an option is out of range
   */
  batches(options: BatchOptions): AsyncIterable<Batch> {
    const { size, skip = 0, augment } = options;
    if (!Number.isInteger(size) || size < 1)
      throw new ConvzooError(`batches: the size is ${size}, expected a whole number above 0`);
    if (!Number.isInteger(skip) || skip < 0)
      throw new ConvzooError(`batches: 'skip' is ${skip}, expected a whole number from 0`);
    if (augment) checkAugmentation(augment, this.imageShape);
    const meanColour = augment?.cutout === undefined ? new Uint8Array() : this.#meanColour();
    const pass = new Pass(
      this,
      {
        size,
        shuffle: options.shuffle ?? false,
        seed: options.seed ?? 0,
        dropRemainder: options.dropRemainder ?? false,
      },
      augment && { augment, meanColour },
    );
    return this.#tensors(pass, skip);
  }

  async *#tensors(pass: Pass, skip: number): AsyncGenerator<Batch> {
    for await (const { pixels, labels } of pass.batches(skip))
      yield {
        images: tf.tensor4d(pixels, [labels.length, ...this.imageShape]),
        labels: tf.tensor1d(labels, 'int32'),
      };
  }

  /** The mean of each channel over all images, rounded. */
  #meanColour(): Uint8Array {
    const channels = this.imageShape[2];
    const sums = new Float64Array(channels);
    for (let at = 0; at < this.images.length; at += channels)
      for (let channel = 0; channel < channels; channel++)
        sums[channel] = (sums[channel] as number) + (this.images[at + channel] as number);
    return Uint8Array.from(sums, (sum) => Math.round((sum * channels) / this.images.length));
  }

  #checkIndex(index: number): void {
    if (!Number.isInteger(index) || index < 0 || index >= this.size)
      throw new ConvzooError(
        `data set '${this.name}': there is no image ${index}, expected 0 to ${this.size - 1}`,
      );
  }

  #description(): Omit<DatasetContent, 'images' | 'labels'> {
    const { name, imageShape, classes, pixels } = this;
    return { name, imageShape, classes, pixels };
  }
}

function bytesPerImage([height, width, channels]: ImageShape): number {
  return height * width * channels;
}
