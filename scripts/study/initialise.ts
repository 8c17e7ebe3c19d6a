import * as tf from '@tensorflow/tfjs';
import type { Dataset } from '../../src/data/dataset';
import { preprocess } from '../../src/preprocessing';
import { lsuv } from '../../src/train/lsuv';
import { splitFor } from '../../src/train/split';
import type { Trainer } from '../../src/train/trainer';

/** Scales the weights that a trainer begins with as the paper's are, by a batch of the images that it trains on. */
export async function initialise({ model, recipe, preprocessing }: Trainer, dataset: Dataset): Promise<void> {
  const { train } = splitFor(recipe, dataset);
  for await (const { images, labels } of train.batches({ size: recipe.batchSize })) {
    tf.tidy(() => lsuv(model, preprocess(images, preprocessing)));
    tf.dispose([images, labels]);
    return;
  }
}
