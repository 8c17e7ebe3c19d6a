import * as tf from '@tensorflow/tfjs';
import { BatchNorm, type BatchNormArgs } from '../../src/layers/batch-norm';
import { relativeError } from '../support/like-cpu';
import { gradientError, modelOf, outputDifference, randomTensor, saveAndLoad } from '../support/layers';

function values(tensor: tf.Tensor): number[] {
  return [...tensor.dataSync()];
}

function built(args: BatchNormArgs): { layer: BatchNorm; model: tf.LayersModel } {
  const layer = new BatchNorm({ name: 'bn', ...args });
  return { layer, model: modelOf(layer, [3, 3, 2]) };
}

const x = () => randomTensor([4, 3, 3, 2], 5);

describe('BatchNorm', () => {
  it('gives each channel zero mean and unit variance in training, times gamma, plus beta', () => {
    // One channel, values 1 and 3: mean 2, variance 1, so -1 and 1 before gamma 10 and beta 5.
    const layer = new BatchNorm({ epsilon: 0 });
    const model = modelOf(layer, [1]);
    layer.setWeights([tf.tensor1d([10]), tf.tensor1d([5]), tf.tensor1d([0]), tf.tensor1d([1])]);
    const output = model.apply(tf.tensor2d([[1], [3]]), { training: true }) as tf.Tensor;
    values(output).forEach((value, i) => expect(value).toBeCloseTo([-5, 15][i] as number, 4));
  });

  it('moves its statistics by 1 - momentum towards the batch', () => {
    const layer = new BatchNorm({ momentum: 0.9 });
    const model = modelOf(layer, [1]);
    model.apply(tf.tensor2d([[1], [3]]), { training: true });
    const [, , mean, variance] = layer.getWeights().map(values);
    expect(mean?.[0]).toBeCloseTo(0.9 * 0 + 0.1 * 2, 6);
    expect(variance?.[0]).toBeCloseTo(0.9 * 1 + 0.1 * 1, 6);
  });

  it('normalises by the moving statistics in inference', () => {
    const layer = new BatchNorm({ epsilon: 0 });
    const model = modelOf(layer, [1]);
    layer.setWeights([tf.tensor1d([2]), tf.tensor1d([1]), tf.tensor1d([10]), tf.tensor1d([4])]);
    const [output] = values(model.predict(tf.tensor2d([[16]])) as tf.Tensor);
    expect(output).toBeCloseTo(((16 - 10) / 2) * 2 + 1, 5);
  });

  it('agrees with the layer of tfjs in training and in its moving statistics', () => {
    const theirs = tf.layers.batchNormalization({ name: 'theirs' });
    const { layer, model } = built({});
    const reference = modelOf(theirs, [3, 3, 2]);
    const ours = model.apply(x(), { training: true }) as tf.Tensor;
    const expected = reference.apply(x(), { training: true }) as tf.Tensor;
    values(ours).forEach((value, i) => expect(value).toBeCloseTo(values(expected)[i] as number, 4));
    layer.getWeights().forEach((weight, w) =>
      values(weight).forEach((value, i) => {
        expect(value).toBeCloseTo(values(theirs.getWeights()[w] as tf.Tensor)[i] as number, 5);
      }),
    );
  });

  it.each<BatchNormArgs>([{}, { scale: false }, { center: false }, { scale: false, center: false }])(
    'has the gradients that finite differences show with %j, in training and in inference',
    (args) => {
      const { model } = built(args);
      expect(gradientError(model, [4, 3, 3, 2], { training: true })).toBeLessThan(1e-2);
      expect(gradientError(model, [4, 3, 3, 2])).toBeLessThan(1e-2);
    },
  );

  it.each([
    [[4, 3, 5, 2]],
    [[1, 7, 1, 3]],
    [[2, 1, 1, 4]],
    [[1, 1, 1, 3]],
    [[9, 3]],
    [[3, 4, 2]],
    // Read as fewer pixels of more channels on tensorflow: forwards alone, and backwards too.
    [[4, 64, 16, 12]],
    [[4, 64, 6, 24]],
    [[2, 64, 64, 5]],
    [[1, 256, 144, 1]],
    [[2, 64, 64, 6]],
  ])('trains a batch of %j like the cpu engine, statistics and gradients included', async (shape) => {
    const engine = tf.getBackend();
    for (const args of [{}, { epsilon: 0.1, momentum: 0.7 }, { scale: false, center: false }]) {
      await tf.setBackend('cpu');
      const expected = trained(args, shape);
      await tf.setBackend(engine);
      const actual = trained(args, shape);
      expect(actual).toHaveLength(expected.length);
      actual.forEach((value, i) =>
        expect(relativeError(value, expected[i] as tf.TypedArray)).toBeLessThan(1e-4),
      );
    }
  });

  it('leaves no tensor behind in training', () => {
    const { model } = built({});
    const image = x();
    const step = () =>
      tf.tidy(() => void tf.grad((input) => model.apply(input, { training: true }) as tf.Tensor)(image));
    step();
    const { numTensors, numDataBuffers } = tf.memory();
    step();
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  });

  it('has one weight less without scale and one less without center', () => {
    const names = (args: BatchNormArgs) => built(args).layer.weights.map(({ originalName }) => originalName);
    expect(names({ scale: false })).toEqual(['bn/beta', 'bn/moving_mean', 'bn/moving_variance']);
    expect(names({ center: false })).toEqual(['bn/gamma', 'bn/moving_mean', 'bn/moving_variance']);
  });

  it.each(['the layer', 'the whole model'])(
    'uses and keeps its moving statistics while %s is frozen',
    (what) => {
      const { layer, model } = built({});
      (what === 'the layer' ? layer : model).trainable = false;
      const before = layer.getWeights().map(values);
      const inTraining = model.apply(x(), { training: true }) as tf.Tensor;
      expect(values(inTraining)).toEqual(values(model.predict(x()) as tf.Tensor));
      expect(layer.getWeights().map(values)).toEqual(before);
    },
  );

  it('comes back from its config with the same config', () => {
    const args = { name: 'bn', momentum: 0.8, epsilon: 0.1, center: false, scale: false };
    const config = new BatchNorm(args).getConfig();
    expect(config).toMatchObject(args);
    expect(new BatchNorm(config as BatchNormArgs).getConfig()).toEqual(config);
  });

  it('predicts the same after it was saved and loaded', async () => {
    const { model } = built({ epsilon: 0.05 });
    model.apply(x(), { training: true });
    expect(outputDifference(model, await saveAndLoad(model), [4, 3, 3, 2])).toBe(0);
  });
});

/** Of two steps: outputs, gradients for the input and the weights, and moving statistics. */
function trained(args: BatchNormArgs, shape: number[]): tf.TypedArray[] {
  const layer = new BatchNorm(args);
  const model = modelOf(layer, shape.slice(1));
  const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  return [3, 4].flatMap((seed) => {
    const input = tf.variable(tf.add(randomTensor(shape, seed), seed));
    const dy = randomTensor(shape, seed + 10);
    let output: tf.Tensor | undefined;
    const { grads } = tf.variableGrads(() => {
      output = tf.keep(model.apply(input, { training: true }) as tf.Tensor);
      return tf.sum(tf.mul(output, dy)) as tf.Scalar;
    }, [input, ...weights]);
    const gradients = [input, ...weights].map(({ name }) => grads[name] as tf.Tensor);
    return [output as unknown as tf.Tensor, ...gradients, ...layer.getWeights()].map((each) =>
      each.dataSync(),
    );
  });
}
