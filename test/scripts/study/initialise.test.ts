import * as tf from '@tensorflow/tfjs';
import '../../../models';
import { initialise } from '../../../scripts/study/initialise';
import { create } from '../../../src/create';
import { digits } from '../../../src/data/digits';
import { preprocess } from '../../../src/preprocessing';
import { parseRecipe } from '../../../src/train/recipe';
import { splitFor } from '../../../src/train/split';
import { Trainer } from '../../../src/train/trainer';
import { GREY_28 } from '../../support/sample-card';

test('a study begins with weights by which each layer has unit variance on the first batch that it trains on', async () => {
  const dataset = digits({ size: 60, seed: 3 });
  const recipe = parseRecipe(
    {
      epochs: 1,
      batchSize: 20,
      optimizer: { name: 'sgd' },
      schedule: { name: 'constant', learningRate: 0.1 },
      loss: { name: 'crossEntropy' },
      validation: 0.5,
    },
    'test',
  );
  const trainer = new Trainer(create('lenet_300_100', { seed: 1 }), recipe, GREY_28);
  await initialise(trainer, dataset);
  const { train } = splitFor(recipe, dataset);
  const pixels = await train.read(Array.from({ length: 20 }, (_, i) => i));
  const images = preprocess(tf.tensor4d(pixels, [20, ...train.imageShape]), GREY_28);
  const { model } = trainer;
  for (const layer of model.layers.filter((each) => each.getClassName() === 'Dense')) {
    const upTo = tf.model({ inputs: model.inputs, outputs: layer.output });
    const variance = tf.moments(upTo.predict(images) as tf.Tensor).variance.dataSync()[0];
    expect(variance).toBeGreaterThan(0.9);
    expect(variance).toBeLessThan(1.1);
  }
});
