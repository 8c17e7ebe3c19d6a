import { Random } from '../random';
import type { Augmentation, ImageShape } from './augment';
import { augmentedPixels } from './augmented-pixels';
import type { ImageSource } from './image-source';
import { remoteAugmenterFor, type RemoteAugmenter } from './remote-augmenter';

/** Images with their labels, as a data set has them. */
export interface LabelledImages {
  source: ImageSource;
  labels: Uint8Array | Uint16Array;
  imageShape: ImageShape;
}

export interface PassOptions {
  /** Images a batch; the last one holds what is left. */
  size: number;
  shuffle: boolean;
  seed: number;
  dropRemainder: boolean;
}

export interface AugmentOptions {
  augment: Augmentation;
  /** One value for each channel, for cutout. */
  meanColour: Uint8Array;
}

/** A batch before it becomes tensors. */
export interface BatchValues {
  /** Pixels 0 to 255 of all images one after the other. */
  pixels: Float32Array<ArrayBuffer>;
  labels: Int32Array<ArrayBuffer>;
}

/** Keys a stream of random numbers beside the seed. */
const ORDER = 1;

/** One pass over images, batch by batch. What is drawn depends only on the seed and on the position in the pass. */
export class Pass {
  /** Batches in it. */
  readonly #count: number;
  readonly #order: Uint32Array | undefined;

  constructor(
    private readonly images: LabelledImages,
    private readonly options: PassOptions,
    private readonly augmentation: AugmentOptions | undefined,
  ) {
    const { size, shuffle, seed, dropRemainder } = options;
    const batches = images.labels.length / size;
    this.#count = dropRemainder ? Math.floor(batches) : Math.ceil(batches);
    if (shuffle) this.#order = shuffledOrder(images.labels.length, seed);
  }

  /**
   * The batches, without the first `skip`. Each is begun when the one before it is handed out: it is read
   * meanwhile, and augmented in another thread where that pays.
   */
  async *batches(skip: number): AsyncGenerator<BatchValues> {
    if (skip >= this.#count) return;
    const { augmentation } = this;
    const images = (this.#count - skip) * this.options.size;
    const remote = augmentation && remoteAugmenterFor(augmentation.augment, images);
    const begin = (index: number): Promise<BatchValues> => {
      const batch = this.#batch(index, remote);
      // Whoever takes the batch hears of its failure; where the loop ends before, nobody does.
      batch.catch(() => {});
      return batch;
    };
    try {
      let next = begin(skip);
      for (let index = skip; index < this.#count; index++) {
        const batch = await next;
        if (index + 1 < this.#count) next = begin(index + 1);
        yield batch;
      }
    } finally {
      await remote?.end();
    }
  }

  async #batch(index: number, remote: RemoteAugmenter | undefined): Promise<BatchValues> {
    const { source, labels: all, imageShape } = this.images;
    const { size, seed } = this.options;
    const start = index * size;
    const indices = this.#indices(start, Math.min(start + size, all.length));
    const labels = Int32Array.from(indices, (image) => all[image] as number);
    const bytes = await source.read(indices);
    if (this.augmentation === undefined) return { pixels: new Float32Array(bytes), labels };
    const task = { ...this.augmentation, bytes, imageShape, seed, start };
    return { pixels: remote ? await remote.pixels(task) : augmentedPixels(task), labels };
  }

  /** Of the images at these positions of the pass. */
  #indices(start: number, end: number): Uint32Array {
    return (
      this.#order?.subarray(start, end) ?? Uint32Array.from({ length: end - start }, (_, i) => start + i)
    );
  }
}

/** The order in which a pass shows images: the indices 0 to count - 1. */
export function shuffledOrder(count: number, seed: number): Uint32Array {
  return new Random(seed, ORDER).permutation(count);
}
