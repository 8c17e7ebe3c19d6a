import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { list } from '../../src/registry';
import { complexity } from '../../src/report/complexity';
import { undrawn } from '../support/undrawn';

const ENTRIES = list().map((entry) => [entry.name, entry] as const);

describe.each(ENTRIES)('%s', (name, { facts, paper }) => {
  let model: tf.LayersModel;

  beforeAll(() => {
    model = undrawn(name);
  });
  afterAll(() => {
    model.dispose();
  });

  it('has as many parameters and multiply-adds as its table says', () => {
    const { params, macs } = complexity(model);
    expect({ params, macs }).toEqual({ params: facts.params, macs: facts.macs });
  });

  it('tells as many classes apart as its table says', () => {
    for (const { shape } of model.outputs) expect(shape.at(-1)).toBe(facts.classes);
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
