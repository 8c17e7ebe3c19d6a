import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { KaimingNormal } from '../../src/layers/kaiming-normal';
import { list } from '../../src/registry';
import { complexity } from '../../src/report/complexity';
import { saveAndLoad, outputDifference } from '../support/layers';

const ENTRIES = list().map((entry) => [entry.name, entry] as const);
/** What this engine, which computes in JavaScript, runs in a second. */
const LIGHT = ENTRIES.filter(([, { facts }]) => facts.macs < 5e7 && facts.params < 2e6);

describe.each(ENTRIES)('%s', (name, { facts, paper }) => {
  let model: tf.LayersModel;

  // Counting needs no values, and those of a VGG take seconds to draw.
  beforeAll(() => {
    const zeros = (shape: tf.Shape) => tf.zeros(shape as number[]);
    const draw = jest.spyOn(KaimingNormal.prototype, 'apply').mockImplementation(zeros);
    model = create(name);
    draw.mockRestore();
  });
  afterAll(() => {
    model.dispose();
  });

  it('has as many parameters and multiply-adds as its table says', () => {
    const { params, macs } = complexity(model);
    expect({ params, macs }).toEqual({ params: facts.params, macs: facts.macs });
  });

  it('tells as many classes apart as its table says', () => {
    expect(model.outputs.map(({ shape }) => shape)).toEqual([[null, facts.classes]]);
  });

  it('names every layer by its role', () => {
    const isAutomatic = (layer: tf.layers.Layer) =>
      new RegExp(`_${layer.getClassName()}\\d+$`).test(layer.name);
    expect(model.layers.filter(isAutomatic).map((layer) => layer.name)).toEqual([]);
  });

  it('says where it comes from', () => {
    expect(paper.reference).toMatch(/^(doi:10\.|arXiv:)/);
    expect(paper.year).toBeGreaterThan(1988);
  });
});

describe.each(LIGHT)('%s', (name, { facts }) => {
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
