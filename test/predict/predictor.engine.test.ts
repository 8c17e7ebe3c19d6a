import * as tf from '@tensorflow/tfjs';
import '../../models';
import { singleTensor } from '../../src/layers/shapes';
import { fold } from '../../src/predict/fold';
import { layerGraphOf } from '../../src/predict/layer-graph';
import { Predictor } from '../../src/predict/predictor';
import { numberOfGraphs } from '../support/graphs';
import { randomTensor } from '../support/layers';
import { lively, NETS } from './nets';

const isTensorflow = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE === 'tensorflow';
const itHasGraphs = isTensorflow ? it : it.skip;

function batchFor(model: tf.LayersModel, size: number): tf.Tensor {
  return randomTensor([size, ...(model.inputs[0]?.shape.slice(1) as number[])], size);
}

/** The largest difference from what the model itself predicts. */
function difference(model: tf.LayersModel, predictor: Predictor, size: number): number {
  return tf.tidy(() => {
    const x = batchFor(model, size);
    const [found, expected] = [predictor.predict(x), model.predict(x, { batchSize: size }) as tf.Tensor];
    expect(found.shape).toEqual(expected.shape);
    return tf.max(tf.abs(tf.sub(found, expected))).dataSync()[0] ?? NaN;
  });
}

const kind = (name: string) => (NETS.find(([kind]) => kind === name) as (typeof NETS)[number])[1]();
const state = () => [tf.memory().numTensors, numberOfGraphs()];

/** A layer that doubles, told how by the test. */
class Doubling extends tf.layers.Layer {
  static className = 'DoublingOfPredictorTest';
  constructor(private readonly double: (x: tf.Tensor) => tf.Tensor) {
    super({});
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.double(singleTensor(inputs, this.name)));
  }
}

function doubling(double: (x: tf.Tensor) => tf.Tensor): tf.LayersModel {
  const input = tf.input({ shape: [2, 3] });
  return tf.model({ inputs: input, outputs: new Doubling(double).apply(input) as tf.SymbolicTensor });
}

describe('Predictor', () => {
  it.each(NETS)('gives what the model gives, for batches of all sizes: %s', (_, make) => {
    const model = make();
    const before = state();
    const predictor = new Predictor(model);
    for (const size of [1, 2, 5, 1]) expect(difference(model, predictor, size)).toBeLessThan(1e-5);
    predictor.dispose();
    expect(state()).toEqual(before);
    model.dispose();
  });

  it.each(NETS)('folds batch norms and activations into what stands before them: %s', (_, make, steps) => {
    const model = make();
    const folded = fold(layerGraphOf(model));
    expect(folded.steps).toHaveLength(steps);
    tf.dispose(folded.tensors);
    model.dispose();
  });

  it('sees weights that were changed, and the old ones when they are back', () => {
    const model = kind('residual');
    const predictor = new Predictor(model);
    const x = batchFor(model, 3);
    const predict = () => tf.tidy(() => [...predictor.predict(x).dataSync()]);
    const first = predict();
    lively(model, 2);
    expect(difference(model, predictor, 3)).toBeLessThan(1e-5);
    expect(predict()).not.toEqual(first);
    lively(model, 1);
    expect(predict()).toEqual(first);
    predictor.dispose();
  });

  it('sees a single weight that was changed', () => {
    const model = kind('pre-activation');
    const predictor = new Predictor(model);
    for (const weight of model.weights) {
      expect(difference(model, predictor, 1)).toBeLessThan(1e-5);
      tf.tidy(() => void weight.write(tf.add(weight.read(), 0.5)));
    }
    expect(difference(model, predictor, 1)).toBeLessThan(1e-5);
    predictor.dispose();
  });

  it('keeps several models apart, and can be used again after it was disposed of', () => {
    const models = ['residual', 'inception', 'grouped with shuffle'].map(kind);
    const predictors = models.map((model) => new Predictor(model));
    for (const round of [1, 2, 3]) {
      models.forEach((model, i) => {
        expect(difference(model, predictors[i] as Predictor, round)).toBeLessThan(1e-5);
        if (i === round - 1) predictors[i]?.dispose();
      });
    }
    predictors.forEach((predictor) => predictor.dispose());
  });

  it('gives the first of several outputs', () => {
    const main = kind('residual');
    const outputs = [main.output as tf.SymbolicTensor, main.getLayer('add').output as tf.SymbolicTensor];
    const predictor = new Predictor(tf.model({ inputs: main.inputs, outputs }));
    expect(difference(main, predictor, 2)).toBeLessThan(1e-5);
    predictor.dispose();
  });

  it('refuses a model with two inputs', () => {
    const inputs = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
    const outputs = tf.layers.add().apply(inputs) as tf.SymbolicTensor;
    const predictor = new Predictor(tf.model({ inputs, outputs, name: 'pair' }));
    expect(() => predictor.predict(tf.zeros([1, 2]))).toThrow('pair: expected a model with one input, got 2');
  });

  it('gives the error of a model that fails, and leaves nothing behind', () => {
    const predictor = new Predictor(kind('residual'));
    const x = tf.zeros([1, 10, 10, 4]);
    const before = state();
    expect(() => predictor.predict(x)).toThrow(/depth/);
    predictor.dispose();
    expect(state()).toEqual(before);
  });

  const GRAPHS: [string, (x: tf.Tensor) => tf.Tensor, graphs: number][] = [
    ['one for all sizes', (x) => tf.add(x, x), 1],
    [
      'one, which is told the shapes of the batch',
      (x) => tf.reshape(tf.mul(tf.reshape(x, [-1, 6]), 2), x.shape),
      1,
    ],
    ['one, although it slices the batch', (x) => tf.mul(tf.slice(x, 0, x.shape[0]), 2), 1],
    [
      'one a size, where constants depend on it',
      (x) => tf.add(x, tf.mul(x, tf.ones([x.shape[0] ?? 1, 1, 1]))),
      3,
    ],
    ['the last four, where there are more', (x) => tf.mul(x, tf.fill([x.shape[0] ?? 1, 1, 1], 2)), 4],
  ];
  itHasGraphs.each(GRAPHS)('keeps graphs: %s', (_, double, graphs) => {
    const before = numberOfGraphs();
    const model = doubling(double);
    const predictor = new Predictor(model);
    const sizes = graphs === 4 ? [1, 2, 3, 4, 5, 1] : [1, 2, 3, 2, 1];
    for (const size of sizes) expect(difference(model, predictor, size)).toBe(0);
    expect(numberOfGraphs() - before).toBe(graphs);
    predictor.dispose();
    expect(numberOfGraphs()).toBe(before);
  });

  const WITHOUT: [string, (x: tf.Tensor) => tf.Tensor, RegExp][] = [
    ['reads values', (x) => tf.mul(x, x.dataSync().length > 0 ? 2 : 1), /a step that reads values/],
    [
      'draws random numbers',
      (x) => tf.add(tf.mul(x, 2), tf.mul(tf.randomUniform(x.shape), 0)),
      /its operations or constants are others each time/,
    ],
  ];
  itHasGraphs.each(WITHOUT)('runs a model that %s without a graph, and warns once', (_, double, reason) => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    const model = doubling(double);
    const predictor = new Predictor(model);
    for (const size of [1, 2, 3]) expect(difference(model, predictor, size)).toBe(0);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(reason)]]);
    warn.mockRestore();
    predictor.dispose();
  });
});
