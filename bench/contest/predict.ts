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
  const reading = (predict: () => tf.Tensor) => async () => {
    const probabilities = predict();
    await probabilities.data();
    probabilities.dispose();
  };
  const predictor = new Predictor(model);
  const ours = { Predictor: reading(() => predictor.predict(images)) };
  const tfjs = {
    predict: reading(() => model.predict(images, { batchSize: batch }) as tf.Tensor),
    predictOnBatch: reading(() => model.predictOnBatch(images) as tf.Tensor),
  };
  const modes = isPlain || contestant === 'eager' ? tfjs : ours;
  return contestOf(modes, roundSeconds, { parameters: trainableParameters(model), versions });
}
