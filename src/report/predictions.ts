import * as tf from '@tensorflow/tfjs';
import type { Dataset } from '../data/dataset';
import { Predictor } from '../predict/predictor';
import { preprocess, type Preprocessing } from '../preprocessing';

/** Images at a time. */
const BATCH = 250;

/**
 * What a classifier says of every image of a data set.
 *
 * @param model image in, probabilities `[batch, classes]` out; of several outputs the first counts
 * @returns `[images, classes]`, row by row, 0 to 1
 */
export async function probabilitiesOf(
  model: tf.LayersModel,
  dataset: Dataset,
  preprocessing: Preprocessing,
): Promise<Float32Array> {
  const all = new Float32Array(dataset.size * dataset.classes.length);
  const predictor = new Predictor(model);
  let at = 0;
  try {
    for await (const { images, labels } of dataset.batches({ size: BATCH })) {
      const output = tf.tidy(() => predictor.predict(preprocess(images, preprocessing)));
      const values = await output.data<'float32'>();
      all.set(values, at);
      at += values.length;
      tf.dispose([output, images, labels]);
    }
  } finally {
    predictor.dispose();
  }
  return all;
}
