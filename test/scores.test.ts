import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../src/errors';
import { Softmin } from '../src/layers/softmin';
import { scoresOf } from '../src/scores';
import { through } from '../src/layers/through';

const dense = (activation: 'linear' | 'softmax') =>
  tf.layers.dense({ name: 'dense', units: 2, activation, kernelInitializer: 'ones' });

function model(layers: tf.layers.Layer[]): tf.LayersModel {
  const input = tf.input({ shape: [2] });
  return tf.model({ inputs: input, outputs: through(input, layers), name: 'net' });
}

const scores = (net: tf.LayersModel) => [
  ...(scoresOf(net).model.predict(tf.tensor2d([[1, 2]])) as tf.Tensor).dataSync(),
];

describe('scoresOf', () => {
  it.each([
    ['a softmax layer', () => tf.layers.softmax()],
    ['a softmax activation', () => tf.layers.activation({ activation: 'softmax' })],
    ['a softmin', () => new Softmin()],
  ])('cuts %s off', (_, last) => {
    expect(scores(model([dense('linear'), last()]))).toEqual([3, 3]);
  });

  it('takes the output of a model without a softmax as it is', () => {
    expect(scores(model([dense('linear')]))).toEqual([3, 3]);
  });

  it('keeps other activations at the end', () => {
    expect(scores(model([dense('linear'), tf.layers.activation({ activation: 'relu6' })]))).toEqual([3, 3]);
    expect(scoresOf(model([dense('linear'), tf.layers.reLU({ maxValue: 2 })])).model.layers).toHaveLength(3);
  });

  it('says that the smallest wins before a softmin and the largest elsewhere', () => {
    expect(scoresOf(model([dense('linear'), new Softmin()])).winner).toBe('smallest');
    expect(scoresOf(model([dense('linear'), tf.layers.softmax()])).winner).toBe('largest');
  });

  it('takes what the last layer with weights reads for the embedding, whatever follows that layer', () => {
    const input = tf.input({ shape: [4, 4, 2] });
    const layers = [
      tf.layers.conv2d({ name: 'features', filters: 3, kernelSize: 1 }),
      tf.layers.conv2d({ name: 'class_maps', filters: 5, kernelSize: 1 }),
      tf.layers.globalAveragePooling2d({ name: 'pool' }),
      tf.layers.softmax({ name: 'probabilities' }),
    ];
    const net = tf.model({ inputs: input, outputs: through(input, layers) });
    expect(scoresOf(net).embedding.shape).toEqual([null, 4, 4, 3]);
    expect(scoresOf(model([dense('linear'), tf.layers.softmax()])).embedding.shape).toEqual([null, 2]);
  });

  it('cuts models that end in models, and layers that are applied more than once', () => {
    const head = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
    head.setWeights([tf.ones([2, 2]), tf.zeros([2])]);
    expect(scores(model([head, tf.layers.softmax()]))).toEqual([3, 3]);
    const input = tf.input({ shape: [2] });
    const net = tf.model({ inputs: input, outputs: through(input, [head, head, tf.layers.softmax()]) });
    expect(scores(net)).toEqual([6, 6]);
    expect(scoresOf(net).embedding).toBe(head.getOutputAt(2));
  });

  it('refuses a sum between the embedding and the probabilities by its name', () => {
    const input = tf.input({ shape: [2] });
    const summed = tf.layers.add({ name: 'sum' }).apply([input, input]) as tf.SymbolicTensor;
    const net = tf.model({ inputs: input, outputs: through(summed, [tf.layers.softmax()]) });
    expect(() => scoresOf(net)).toThrow(ConvzooError);
    expect(() => scoresOf(net)).toThrow('layer sum reads 2 tensors, expected one between');
  });

  it('shares its weights with the model', () => {
    const net = model([dense('linear'), tf.layers.softmax()]);
    net.getLayer('dense').setWeights([tf.zeros([2, 2]), tf.tensor1d([5, 6])]);
    expect(scores(net)).toEqual([5, 6]);
  });

  it('takes the first output for the classifier and trains the others as auxiliary heads', () => {
    const input = tf.input({ shape: [2] });
    const hidden = dense('linear').apply(input) as tf.SymbolicTensor;
    const head = tf.layers.dense({ name: 'auxiliary', units: 2, kernelInitializer: 'ones' });
    const ends = [hidden, head.apply(hidden) as tf.SymbolicTensor];
    const outputs = ends.map((end) => tf.layers.softmax().apply(end) as tf.SymbolicTensor);
    const net = tf.model({ inputs: input, outputs, name: 'two' });
    expect(scores(net)).toEqual([3, 3]);
    expect(scoresOf(net).model.layers.map(({ name }) => name)).not.toContain('auxiliary');
    const trained = scoresOf(net).trained.predict(tf.tensor2d([[1, 2]])) as tf.Tensor[];
    expect(trained.map((each) => [...each.dataSync()])).toEqual([
      [3, 3],
      [6, 6],
    ]);
  });
});
