import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { list } from '../../src/registry';
import { complexity } from '../../src/report/complexity';
import { saveAndLoad, outputDifference } from '../support/layers';

/** Of the models of the zoo those that a test can build and run many times. */
const SMALL = list()
  .filter(({ facts }) => facts.macs < 1e8 && facts.params < 2e6)
  .map((entry) => [entry.name, entry] as const);

describe.each(SMALL)('%s', (name, { facts }) => {
  it('turns a batch of images into probabilities', () => {
    const model = create(name, { seed: 1 });
    const output = model.predict(tf.ones([2, ...facts.inputShape])) as tf.Tensor;
    expect(output.shape).toEqual([2, facts.classes]);
    for (const sum of output.sum(1).dataSync()) expect(sum).toBeCloseTo(1, 5);
  });

  it('takes another number of classes', () => {
    expect(create(name, { classes: 7 }).outputs[0]?.shape).toEqual([null, 7]);
  });

  it('gives its features without the top', () => {
    const whole = complexity(create(name)).params;
    const features = create(name, { includeTop: false });
    expect(complexity(features).params).toBeLessThan(whole);
    expect(features.outputs[0]?.shape.at(-1)).not.toBe(facts.classes);
  });

  it('has the same weights for the same seed and others for another', () => {
    const first = weightsOf(create(name, { seed: 1 }));
    expect(weightsOf(create(name, { seed: 1 })).equals(first)).toBe(true);
    expect(weightsOf(create(name, { seed: 2 })).equals(first)).toBe(false);
  });

  it('predicts the same after it was saved and loaded', async () => {
    const model = create(name, { seed: 1 });
    expect(outputDifference(model, await saveAndLoad(model), [2, ...facts.inputShape])).toBe(0);
  });
});

/** All weights as bytes: millions of numbers are compared in no time. */
function weightsOf(model: tf.LayersModel): Buffer {
  const values = model.getWeights().map((weight) => weight.dataSync());
  return Buffer.concat(
    values.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
}
