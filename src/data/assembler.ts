import { Random } from '../random';
import { Augmenter, type Augmentation, type ImageShape } from './augment';

/** Images in memory, as a data set holds them. */
export interface ImageBytes {
  images: Uint8Array;
  labels: Uint8Array;
  imageShape: ImageShape;
}

/** One pass over images: what a batch is made of, all of it plain data. */
export interface Pass {
  /** Images a batch; the last one holds what is left. */
  size: number;
  shuffle: boolean;
  seed: number;
  augment: Augmentation | undefined;
  dropRemainder: boolean;
  /** One value for each channel, for cutout. */
  meanColour: Uint8Array;
}

/** A batch before it becomes tensors. */
export interface BatchValues {
  /** Pixels 0 to 255 of all images one after the other. */
  pixels: Float32Array<ArrayBuffer>;
  labels: Int32Array<ArrayBuffer>;
}

/** Each of these keys its own stream of random numbers beside the seed. */
const ORDER = 1;
const AUGMENTATION = 2;

/** Makes the batches of a pass, in any order: each depends only on the seed and its position. */
export class Assembler {
  /** Batches in the pass. */
  readonly count: number;
  readonly #order: Uint32Array | undefined;
  readonly #augmenter: Augmenter | undefined;
  readonly #bytes: number;
  /** Pixels of a batch before they are widened. */
  readonly #buffer: Uint8Array;

  constructor(
    private readonly source: ImageBytes,
    private readonly pass: Pass,
  ) {
    const { size, shuffle, seed, augment, dropRemainder, meanColour } = pass;
    const { imageShape, labels } = source;
    this.count = dropRemainder ? Math.floor(labels.length / size) : Math.ceil(labels.length / size);
    this.#bytes = imageShape[0] * imageShape[1] * imageShape[2];
    this.#buffer = new Uint8Array(Math.min(size, labels.length) * this.#bytes);
    if (shuffle) this.#order = new Random(seed, ORDER).permutation(labels.length);
    if (augment) this.#augmenter = new Augmenter(imageShape, augment, meanColour);
  }

  batch(index: number): BatchValues {
    const { size, seed } = this.pass;
    const { images, labels } = this.source;
    const bytes = this.#bytes;
    const start = index * size;
    const count = Math.min(size, labels.length - start);
    const chosen = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const position = start + i;
      const image = this.#order ? (this.#order[position] as number) : position;
      const source = images.subarray(image * bytes, (image + 1) * bytes);
      if (this.#augmenter) {
        const target = this.#buffer.subarray(i * bytes, (i + 1) * bytes);
        this.#augmenter.apply(source, target, new Random(seed, AUGMENTATION, position));
      } else this.#buffer.set(source, i * bytes);
      chosen[i] = labels[image] as number;
    }
    return { pixels: new Float32Array(this.#buffer.subarray(0, count * bytes)), labels: chosen };
  }
}
