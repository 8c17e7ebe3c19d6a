import * as tf from '@tensorflow/tfjs';
import type { Augmentation, ImageShape } from '../data/augment';
import type { Batch, BatchOptions, BatchSource, Dataset } from '../data/dataset';
import { shuffledOrder } from '../data/pass';
import { Predictor } from '../predict/predictor';
import { preprocess, type Preprocessing } from '../preprocessing';
import { Random } from '../random';

/** Images at a time. */
const BATCH = 100;

/** How a model reads a column of features: as it is. */
export function columnPreprocessing(features: number): Preprocessing {
  return { imageSize: [features, 1], channels: 1, padding: 0, background: 0, mean: [0], std: [1] };
}

/** Labelled embeddings, each as an image of one grey column. */
export class Embeddings implements BatchSource {
  readonly imageShape: ImageShape;

  /**
   * @param values of all embeddings one after the other
   * @param labels one index into `classes` for each
   */
  constructor(
    readonly name: string,
    readonly classes: readonly string[],
    private readonly values: Float32Array,
    private readonly labels: Int32Array,
  ) {
    this.imageShape = [values.length / labels.length, 1, 1];
  }

  get size(): number {
    return this.labels.length;
  }

  async *batches({
    size,
    shuffle = false,
    seed = 0,
    skip = 0,
    dropRemainder = false,
  }: BatchOptions): AsyncGenerator<Batch> {
    const [each] = this.imageShape;
    const order = shuffle ? shuffledOrder(this.size, seed) : Uint32Array.from(this.labels, (_, i) => i);
    const end = dropRemainder ? this.size - (this.size % size) : this.size;
    for (let start = skip * size; start < end; start += size) {
      const chosen = order.subarray(start, start + size);
      const values = new Float32Array(chosen.length * each);
      chosen.forEach((index, i) =>
        values.set(this.values.subarray(index * each, (index + 1) * each), i * each),
      );
      yield {
        images: tf.tensor4d(values, [chosen.length, ...this.imageShape]),
        labels: tf.tensor1d(
          Int32Array.from(chosen, (index) => this.labels[index] as number),
          'int32',
        ),
      };
    }
  }
}

export interface EmbedOptions {
  augmentation?: Augmentation;
  /** Augmented copies of each image beside its own. */
  copies?: number;
  /** Draws the copies; 0 unless told. */
  seed?: number;
  /** Told how many images, copies too, are done. */
  onImages?: (done: number) => void;
}

/**
 * The embeddings of all images, and of augmented copies of them.
 *
 * @param model images in, `[batch, features]` out
 */
export async function embed(
  model: tf.LayersModel,
  dataset: Dataset,
  preprocessing: Preprocessing,
  { augmentation, copies = 0, seed = 0, onImages }: EmbedOptions,
): Promise<Embeddings> {
  const predictor = new Predictor(model);
  const total = dataset.size * (1 + copies);
  const values = new Float32Array(total * Number(model.outputs[0]?.shape[1]));
  const labels = new Int32Array(total);
  let [done, filled] = [0, 0];
  try {
    for (let copy = 0; copy <= copies; copy++) {
      const augment = copy > 0 && augmentation ? { augment: augmentation } : {};
      const copySeed = new Random(seed, copy).integer(2 ** 31);
      for await (const batch of dataset.batches({ size: BATCH, seed: copySeed, ...augment })) {
        const features = tf.tidy(() => predictor.predict(preprocess(batch.images, preprocessing)));
        values.set(await features.data(), filled);
        labels.set(await batch.labels.data(), done);
        filled += features.size;
        done += batch.labels.size;
        tf.dispose([features, batch.images, batch.labels]);
        onImages?.(done);
      }
    }
  } finally {
    predictor.dispose();
  }
  return new Embeddings(dataset.name, dataset.classes, values, labels);
}
