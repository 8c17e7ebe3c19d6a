import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import type { Fit } from '../fit';
import type { Augmentation, ImageShape } from './augment';
import { checkAugmentation } from './check-augmentation';
import { countLabels } from './class-weights';
import { MemoryImages, type ImageSource } from './image-source';
import { meanColour } from './mean-colour';
import { Pass } from './pass';
import { stratify } from './stratify';

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
  /**
   * Pixels 0 to 255 of all images one after the other, each row by row, channels last; or where they are read
   * from as they are needed.
   */
  images: Uint8Array | ImageSource;
  /** One index into `classes` for each image. */
  labels: Uint8Array | Uint16Array;
  imageShape: ImageShape;
  classes: readonly string[];
  /** What the pixels are: 'original', or how they differ, e.g. 'JPEG q75 re-encoding'. */
  pixels: string;
  /** How images of other shapes came into this one, where they did. */
  fit?: Fit | undefined;
}

/** Labelled images of one size, whatever they are kept in. */
export type BatchSource = Pick<Dataset, 'name' | 'size' | 'imageShape' | 'classes' | 'batches'>;

/** Labelled images of one size, as bytes: held in memory, or read as they are needed. */
export class Dataset {
  readonly name: string;
  readonly labels: Uint8Array | Uint16Array;
  readonly imageShape: ImageShape;
  readonly classes: readonly string[];
  readonly pixels: string;
  readonly fit: Fit | undefined;
  readonly #source: ImageSource;
  #meanColour: Promise<Uint8Array> | undefined;

  /** @throws ConvzooError where lengths disagree, a label has no class, or a field is empty */
  constructor({ name, images, labels, imageShape, classes, pixels, fit }: DatasetContent) {
    const fail = (problem: string): never => {
      throw new ConvzooError(`data set '${name}': ${problem}`);
    };
    if (!imageShape.every((side) => Number.isInteger(side) && side > 0))
      fail(`the image shape is [${imageShape.join(', ')}], expected three whole numbers above 0`);
    if (classes.length === 0) fail('it has no classes');
    if (pixels === '') fail("'pixels' is empty, expected 'original' or how the pixels differ from it");
    const each = bytesPerImage(imageShape);
    const expected = labels.length * each;
    if (images instanceof Uint8Array && images.length !== expected)
      fail(
        `${images.length} bytes of pixels for ${labels.length} labels, expected ${expected} (${imageShape.join('x')} each)`,
      );
    this.#source = images instanceof Uint8Array ? new MemoryImages(images, each) : images;
    if (this.#source.count !== labels.length)
      fail(`${this.#source.count} images for ${labels.length} labels, expected as many`);
    const stray = labels.findIndex((label) => label >= classes.length);
    if (stray !== -1) fail(`image ${stray} has label ${labels[stray]}, expected 0 to ${classes.length - 1}`);

    this.name = name;
    this.labels = labels;
    this.imageShape = imageShape;
    this.classes = classes;
    this.pixels = pixels;
    this.fit = fit;
  }

  /** Number of images. */
  get size(): number {
    return this.labels.length;
  }

  /** Number of images of each class. */
  get counts(): number[] {
    return countLabels(this.labels, this.classes.length);
  }

  /**
   * Pixels of all images one after the other.
   *
   * @throws ConvzooError where they are not in memory; `read` gets them all the same
   */
  get images(): Uint8Array {
    return this.#memory().bytes;
  }

  /**
   * The pixels of one image, as a view.
   *
   * @throws ConvzooError where there is no such image, or they are not in memory; `read` gets them all the same
   */
  image(index: number): Uint8Array {
    this.#checkIndex(index);
    return this.#memory().image(index);
  }

  /**
   * A copy of some images' pixels, one after the other.
   *
   * @throws ConvzooError where there is no such image, or its file can no longer be read
   */
  async read(indices: ArrayLike<number>): Promise<Uint8Array<ArrayBuffer>> {
    for (let i = 0; i < indices.length; i++) this.#checkIndex(indices[i] as number);
    return this.#source.read(indices);
  }

  /**
   * Some of the images, in the order given; those in memory are copied.
   *
   * @throws ConvzooError where there is no such image
   */
  subset(indices: ArrayLike<number>): Dataset {
    const labels =
      this.labels instanceof Uint8Array ? new Uint8Array(indices.length) : new Uint16Array(indices.length);
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i] as number;
      this.#checkIndex(index);
      labels[i] = this.labels[index] as number;
    }
    const source = this.#source.subset(indices);
    const images = source instanceof MemoryImages ? source.bytes : source;
    const { name, imageShape, classes, pixels, fit } = this;
    return new Dataset({ name, imageShape, classes, pixels, fit, images, labels });
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
    const { rest, heldOut } = stratify(this.labels, fraction, seed);
    if (heldOut.length === 0 || rest.length === 0)
      throw new ConvzooError(
        `data set '${this.name}': ${fraction} of ${this.size} images leaves ` +
          `${rest.length} for training and ${heldOut.length} for validation, expected some in both`,
      );
    return { train: this.subset(rest), validation: this.subset(heldOut) };
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
    return this.#batches(options);
  }

  async *#batches({
    size,
    shuffle = false,
    seed = 0,
    dropRemainder = false,
    skip = 0,
    augment,
  }: BatchOptions): AsyncGenerator<Batch> {
    const { labels, imageShape } = this;
    const pass = new Pass(
      { source: this.#source, labels, imageShape },
      { size, shuffle, seed, dropRemainder },
      augment && { augment, meanColour: await this.#colourFor(augment) },
    );
    for await (const { pixels, labels } of pass.batches(skip))
      yield {
        images: tf.tensor4d(pixels, [labels.length, ...imageShape]),
        labels: tf.tensor1d(labels, 'int32'),
      };
  }

  /** The mean colour where an augmentation needs it. */
  async #colourFor({ cutout }: Augmentation): Promise<Uint8Array> {
    if (cutout === undefined) return new Uint8Array();
    this.#meanColour ??= meanColour(this.#source, this.imageShape[2]);
    return this.#meanColour;
  }

  #memory(): MemoryImages {
    if (this.#source instanceof MemoryImages) return this.#source;
    throw new ConvzooError(`data set '${this.name}': its images are not in memory; get them with read()`);
  }

  #checkIndex(index: number): void {
    if (!Number.isInteger(index) || index < 0 || index >= this.size)
      throw new ConvzooError(
        `data set '${this.name}': there is no image ${index}, expected 0 to ${this.size - 1}`,
      );
  }
}

function bytesPerImage([height, width, channels]: ImageShape): number {
  return height * width * channels;
}
