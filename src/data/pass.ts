import { Random } from '../random';
import type { Augmentation, ImageShape } from './augment';
import { augmentedPixels, type PixelTask } from './augmented-pixels';
import { remoteAugmenterFor, type RemoteAugmenter } from './remote-augmenter';

/** Images in memory, as a data set holds them. */
export interface ImageBytes {
  images: Uint8Array;
  labels: Uint8Array;
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
    private readonly source: ImageBytes,
    private readonly options: PassOptions,
    private readonly augmentation: AugmentOptions | undefined,
  ) {
    const { size, shuffle, seed, dropRemainder } = options;
    const batches = source.labels.length / size;
    this.#count = dropRemainder ? Math.floor(batches) : Math.ceil(batches);
    if (shuffle) this.#order = new Random(seed, ORDER).permutation(source.labels.length);
  }

  /** The batches, without the first `skip`; augmented in another thread, one ahead, where that pays. */
  async *batches(skip: number): AsyncGenerator<BatchValues> {
    const { augmentation } = this;
    const images = (this.#count - skip) * this.options.size;
    const remote = augmentation && remoteAugmenterFor(augmentation.augment, images);
    if (remote) yield* this.#ahead(remote, augmentation, skip);
    else for (let index = skip; index < this.#count; index++) yield this.#batch(index);
  }

  #batch(index: number): BatchValues {
    const { bytes, labels } = this.#gathered(index);
    const { augmentation } = this;
    const pixels = augmentation
      ? augmentedPixels(this.#task(index, bytes, augmentation))
      : new Float32Array(bytes);
    return { pixels, labels };
  }

  async *#ahead(
    remote: RemoteAugmenter,
    augmentation: AugmentOptions,
    skip: number,
  ): AsyncGenerator<BatchValues> {
    const request = (index: number): Promise<BatchValues> => {
      const { bytes, labels } = this.#gathered(index);
      const batch = remote
        .pixels(this.#task(index, bytes, augmentation))
        .then((pixels) => ({ pixels, labels }));
      // Whoever takes the batch hears of its failure; where the loop ends before, nobody does.
      batch.catch(() => {});
      return batch;
    };
    try {
      let next = request(skip);
      for (let index = skip; index < this.#count; index++) {
        const batch = await next;
        if (index + 1 < this.#count) next = request(index + 1);
        yield batch;
      }
    } finally {
      await remote.end();
    }
  }

  #gathered(index: number): { bytes: Uint8Array<ArrayBuffer>; labels: Int32Array<ArrayBuffer> } {
    const { images, labels: all, imageShape } = this.source;
    const each = imageShape[0] * imageShape[1] * imageShape[2];
    const start = index * this.options.size;
    const count = Math.min(this.options.size, all.length - start);
    const bytes = new Uint8Array(count * each);
    const labels = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const image = this.#order ? (this.#order[start + i] as number) : start + i;
      bytes.set(images.subarray(image * each, (image + 1) * each), i * each);
      labels[i] = all[image] as number;
    }
    return { bytes, labels };
  }

  #task(index: number, bytes: Uint8Array<ArrayBuffer>, augmentation: AugmentOptions): PixelTask {
    const { size, seed } = this.options;
    return { ...augmentation, bytes, imageShape: this.source.imageShape, seed, start: index * size };
  }
}
