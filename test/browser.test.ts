import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { create, digits, find, fitToImages, parseRecipe, Trainer } from '../src';
import { load } from '../src/node';
import type { Prediction } from '../src/classifier';
import { CHROMIUM } from './support/chromium';
import { resultOfPage } from './support/page';

const ROOT = join(__dirname, '..');

if (CHROMIUM === undefined) console.warn('skipped: there is no Chromium for the test in a browser');

(CHROMIUM === undefined ? describe.skip : describe)('the root export in a browser', () => {
  it('loads weights by URL, classifies and trains as it does in Node', async () => {
    const { result } = await resultOfPage<{ predictions: Prediction[]; loss: number }>(CHROMIUM ?? '', {
      script: join(ROOT, 'test/support/browser-page.ts'),
      weights: join(ROOT, 'weights'),
    });
    const { predictions, loss } = result;

    await tf.setBackend('cpu');
    const drawn = digits({ size: 40, seed: 3 });
    const classifier = await load('lenet5', { dataset: 'mnist' });
    const expected = await classifier.classify({ data: drawn.image(7), width: 28, height: 28 }, 10);
    expect(predictions.map(({ className }) => className)).toEqual(expected.map(({ className }) => className));
    predictions.forEach(({ probability }, i) =>
      expect(probability).toBeCloseTo(expected[i]?.probability ?? NaN, 5),
    );

    const { inputShape, preprocessing } = fitToImages(find('lenet_300_100'), drawn.imageShape);
    const recipe = parseRecipe(
      {
        epochs: 1,
        batchSize: 20,
        optimizer: { name: 'adam' },
        schedule: { name: 'constant', learningRate: 0.001 },
        loss: { name: 'crossEntropy' },
      },
      'test',
    );
    const model = create('lenet_300_100', { inputShape, seed: 1 });
    const { history } = await new Trainer(model, recipe, preprocessing).fit(drawn);
    expect(loss).toBeCloseTo(history[0]?.loss ?? NaN, 4);
  }, 120_000);
});
