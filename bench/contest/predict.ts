import * as tf from '@tensorflow/tfjs';
import { Predictor } from '../../src/predict/predictor';
import { build, trainableParameters } from '../nets/build';
import type { Task } from '../protocol';
import { contestOf, type Contest } from './steps';

/** A batch that is in memory to probabilities that JavaScript can read. */
export function byPrediction(
  task: Task,
  versions: Record<string, string>,
  isPlain: boolean,
): Promise<Contest> {
  const { contestant, net, batch, roundSeconds } = task;
  const model = build(net, { norm: isPlain ? 'tfjs' : 'convzoo' });
  const images = tf.randomNormal([batch, ...net.input]);
  const predictor = new Predictor(model);
  const ours = { Predictor: readingOf(() => predictor.predict(images)) };
  const tfjs = {
    predict: readingOf(() => model.predict(images, { batchSize: batch }) as tf.Tensor),
    predictOnBatch: readingOf(() => model.predictOnBatch(images) as tf.Tensor),
  };
  const modes = isPlain || contestant === 'eager' ? tfjs : ours;
  return contestOf(modes, roundSeconds, { parameters: trainableParameters(model), versions });
}

/** A step: a prediction, until JavaScript can read it. */
export function readingOf(predict: () => tf.Tensor): () => Promise<void> {
  return async () => {
    const probabilities = predict();
    await probabilities.data();
    probabilities.dispose();
  };
}
