import * as tf from '@tensorflow/tfjs';
import type { Dataset } from '../data/dataset';
import { Predictor } from '../predict/predictor';
import { preprocess, type Preprocessing } from '../preprocessing';
import { scoresOf } from '../scores';
import { correctOf, scalar } from './step';

export interface Evaluation {
  /** Share of images classified correctly, 0 to 1. */
  accuracy: number;
  correct: number;
  images: number;
}

/**
 * Accuracy of a classifier on a whole data set.
 *
 * @param batchSize images at a time; 250 unless told
 */
export async function evaluate(
  model: tf.LayersModel,
  dataset: Dataset,
  preprocessing: Preprocessing,
  { batchSize = 250, onBatch }: { batchSize?: number; onBatch?: (imagesDone: number) => void } = {},
): Promise<Evaluation> {
  const { model: scores, winner } = scoresOf(model);
  const predictor = new Predictor(scores);
  let correct = 0;
  let images = 0;
  try {
    for await (const batch of dataset.batches({ size: batchSize })) {
      const count = tf.tidy(() => {
        const output = predictor.predict(preprocess(batch.images, preprocessing));
        return correctOf(output as tf.Tensor2D, batch.labels, winner);
      });
      correct += await scalar(count);
      images += batch.images.shape[0];
      tf.dispose([count, batch.images, batch.labels]);
      onBatch?.(images);
    }
  } finally {
    predictor.dispose();
  }
  return { accuracy: correct / images, correct, images };
}
