import * as tf from '@tensorflow/tfjs';
import { checkSource } from '../check-model';
import type { BatchSource } from '../data/dataset';
import { Predictor } from '../predict/predictor';
import { preprocess, type Preprocessing } from '../preprocessing';
import { scoresOf, type Scores } from '../scores';
import { correctOf, scalar } from './step';

export interface EvaluateOptions {
  /** Images at a time, 1 or more; 250 unless told. */
  batchSize?: number;
  /** Told after each batch how many images are done. */
  onBatch?: (imagesDone: number) => void;
}

export interface Evaluation {
  /** Share of images classified correctly, 0 to 1. */
  accuracy: number;
  correct: number;
  images: number;
}

/**
 * Accuracy of a classifier on a whole data set.
 *
 * @param model its first output is the classifier's; of its scores the largest wins, before a `Softmin` the smallest
 * @param preprocessing makes of the data set's images what the model takes
 * @throws ConvzooError where the images are not what the preprocessing takes, it does not give what the model takes, or
 *   the model has another number of classes than the data set
 */
export async function evaluate(
  model: tf.LayersModel,
  dataset: BatchSource,
  preprocessing: Preprocessing,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  checkSource(model, dataset, preprocessing);
  const { model: scores, winner } = scoresOf(model);
  return evaluateScores(new Predictor(scores), winner, dataset, preprocessing, options);
}

/** Accuracy of what predicts scores `[batch, classes]`; it is disposed of. */
export async function evaluateScores(
  predictor: Predictor,
  winner: Scores['winner'],
  dataset: Pick<BatchSource, 'batches'>,
  preprocessing: Preprocessing,
  { batchSize = 250, onBatch }: EvaluateOptions = {},
): Promise<Evaluation> {
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
