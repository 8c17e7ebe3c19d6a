/** Runs in the browser: loads weights by URL, classifies a digit, trains a little. */
import { create, digits, fitToImages, find, load, parseRecipe, Trainer } from '../../src/index';
import * as tf from '@tensorflow/tfjs';

const RECIPE = {
  epochs: 1,
  batchSize: 20,
  optimizer: { name: 'adam' },
  schedule: { name: 'constant', learningRate: 0.001 },
  loss: { name: 'crossEntropy' },
};

async function run(): Promise<object> {
  await tf.setBackend('cpu');
  const drawn = digits({ size: 40, seed: 3 });
  const classifier = await load('lenet5', { dataset: 'mnist', from: `${location.origin}/weights` });
  const image = { data: drawn.image(7), width: 28, height: 28 };
  const predictions = await classifier.classify(image, 10);

  const { inputShape, preprocessing } = fitToImages(find('lenet_300_100'), drawn.imageShape);
  const model = create('lenet_300_100', { inputShape, seed: 1 });
  const { history } = await new Trainer(model, parseRecipe(RECIPE, 'page'), preprocessing).fit(drawn);
  return { predictions, loss: history[0]?.loss };
}

Object.assign(globalThis, { result: run() });
