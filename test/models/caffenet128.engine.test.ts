import * as tf from '@tensorflow/tfjs';
import '../../models';
import type { CaffeNet128Options } from '../../models/caffenet128';
import { create, type CreateOptions } from '../../src/create';
import { TrainingStep } from '../../src/train/step';
import { bytesOf, randomTensor } from '../support/layers';
import { recipe } from '../support/trainings';

type Options = CreateOptions & Partial<CaffeNet128Options>;

const PIXELS = {
  imageSize: [28, 28] as [number, number],
  channels: 1 as const,
  padding: 0,
  background: 0,
  mean: [0],
  std: [1],
};

describe('caffenet128_mnist', () => {
  it.each<Partial<CaffeNet128Options>>([
    { activation: 'tanh' },
    { activation: 'scaledTanh' },
    { activation: 'sigmoid', batchNorm: 'after' },
    { activation: 'vlrelu', batchNorm: 'before' },
    { activation: 'rrelu', colourTransform: 'vlrelu' },
    { activation: 'prelu', colourTransform: 'tanh' },
    { activation: 'softplus', subsampling: 'average' },
    { activation: 'elu', classifier: 'convolution' },
    { activation: 'selu', dropout: 0 },
    { activation: 'maxout', colourTransform: 'maxout' },
    { activation: 'none', subsampling: 'sum' },
    { activation: 'relu', subsampling: 'stochastic', batchNorm: 'after', classifier: 'convolution' },
  ])('takes %j, and every weight learns in a step', async (options) => {
    const model = create<Options>('caffenet128_mnist', { alpha: 1 / 24, classes: 3, seed: 1, ...options });
    const before = model.trainableWeights.map((weight) => bytesOf([weight]));
    const tensors = tf.memory().numTensors;
    const step = new TrainingStep(model, recipe({ optimizer: { name: 'adam' } }), PIXELS);
    const images = randomTensor([4, 28, 28, 1], 5) as tf.Tensor4D;
    const labels = tf.tensor1d([0, 1, 2, 0], 'int32');
    for (let i = 1; i <= 2; i++) {
      const { loss } = await step.run({ images, labels }, 1e-3, i);
      expect(Number.isFinite(loss)).toBe(true);
    }
    step.pull();
    step.dispose();
    tf.dispose([images, labels]);
    expect(tf.memory().numTensors).toBe(tensors);
    const still = model.trainableWeights.filter((weight, i) => before[i]?.equals(bytesOf([weight])));
    expect(still.map((weight) => weight.originalName)).toEqual([]);
    const probabilities = model.predict(randomTensor([2, 28, 28, 1], 6)) as tf.Tensor;
    expect(probabilities.shape).toEqual([2, 3]);
    for (const sum of probabilities.sum(1).dataSync()) expect(sum).toBeCloseTo(1, 5);
  });
});
