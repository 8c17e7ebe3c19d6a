import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { list } from '../../src/registry';
import { complexity } from '../../src/report/complexity';
import { saveAndLoad, outputDifference } from '../support/layers';

const ENTRIES = list().map((entry) => [entry.name, entry] as const);

describe.each(ENTRIES)('%s', (name, { facts, paper }) => {
  it('has as many parameters and multiply-adds as its table says', () => {
    const { params, macs } = complexity(create(name));
    expect({ params, macs }).toEqual({ params: facts.params, macs: facts.macs });
  });

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
    const weights = (seed: number) =>
      create(name, { seed })
        .getWeights()
        .map((w) => [...w.dataSync()]);
    expect(weights(1)).toEqual(weights(1));
    expect(weights(1)).not.toEqual(weights(2));
  });

  it('names every layer by its role', () => {
    const automatic = create(name).layers.filter((layer) => /_[a-zA-Z]+\d+$|_\d+$/.test(layer.name));
    expect(automatic.map((layer) => layer.name)).toEqual([]);
  });

  it('predicts the same after it was saved and loaded', async () => {
    const model = create(name, { seed: 1 });
    expect(outputDifference(model, await saveAndLoad(model), [2, ...facts.inputShape])).toBe(0);
  });

  it('says where it comes from', () => {
    expect(paper.reference).toMatch(/^(doi:10\.|arXiv:)/);
    expect(paper.year).toBeGreaterThan(1988);
  });
});
