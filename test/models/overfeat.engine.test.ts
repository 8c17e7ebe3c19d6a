import * as tf from '@tensorflow/tfjs';
import '../../models';
import type { OverFeatOptions } from '../../models/overfeat';
import { create, type CreateOptions } from '../../src/create';
import { Predictor } from '../../src/predict/predictor';
import { outputDifference, randomTensor, saveAndLoad } from '../support/layers';

describe('overfeat_cifar, dense', () => {
  const make = (head: OverFeatOptions['head']) =>
    create<CreateOptions & Partial<OverFeatOptions>>('overfeat_cifar', {
      alpha: 0.1,
      classes: 3,
      inputShape: [40, 44, 3],
      seed: 1,
      dense: true,
      head,
    });

  it.each(['class', 'box', 'boxes'] as const)('is the same after saving and loading: %s', async (head) => {
    const model = make(head);
    expect(outputDifference(model, await saveAndLoad(model), [2, 40, 44, 3])).toBe(0);
  });

  it.each(['class', 'boxes'] as const)(
    'is predicted the fast way as it is, in batches of any size: %s',
    (head) => {
      const model = make(head);
      const predictor = new Predictor(model);
      for (const size of [1, 3, 2]) {
        const images = randomTensor([size, 40, 44, 3], size);
        const expected = model.predict(images) as tf.Tensor;
        const found = predictor.predict(images);
        expect(found.shape).toEqual(expected.shape);
        expect(tf.max(tf.abs(tf.sub(found, expected))).dataSync()[0]).toBeLessThan(1e-5);
      }
      predictor.dispose();
    },
  );
});
