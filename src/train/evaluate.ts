import * as tf from '@tensorflow/tfjs';
import type { BatchSource } from '../data/dataset';
import { Predictor } from '../predict/predictor';
import { preprocess, type Preprocessing } from '../preprocessing';
import { scoresOf, type Scores } from '../scores';
import { correctOf, scalar } from './step';

export interface EvaluateOptions {
  /** Images at a time; 250 unless told. */
  batchSize?: number;
  onBatch?: (imagesDone: number) => void;
}

export interface Evaluation {
  /** Share of images classified correctly, 0 to 1. */
  accuracy: number;
  correct: number;
  images: number;
}

/** Accuracy of a classifier on a whole data set. */
export async function evaluate(
  model: tf.LayersModel,
  dataset: Pick<BatchSource, 'batches'>,
  preprocessing: Preprocessing,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
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
