import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { softmaxCrossEntropy } from '../../src/ops/softmax-cross-entropy';
import { Predictor } from '../../src/predict/predictor';
import { scoresOf } from '../../src/scores';
import { TrainingStep } from '../../src/train/step';
import { outputDifference, randomTensor, saveAndLoad } from '../support/layers';
import { recipe } from '../support/trainings';

const SHAPE: [number, number, number] = [16, 16, 1];
const make = (name: string) => create(name, { seed: 1, classes: 3, inputShape: SHAPE });

describe.each(['enet_mnist', 'enet_encoder_mnist'])('%s', (name) => {
  it('gives each pixel probabilities, and leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const model = make(name);
    const built = tf.memory().numTensors;
    tf.tidy(() => {
      const output = model.predict(randomTensor([2, ...SHAPE], 1)) as tf.Tensor;
      expect(output.shape.slice(1)).toEqual(model.outputs[0]?.shape.slice(1));
      for (const sum of output.sum(-1).dataSync()) expect(sum).toBeCloseTo(1, 4);
    });
    expect(tf.memory().numTensors).toBe(built);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('predicts the same after it was saved and loaded, and through a predictor', async () => {
    const model = make(name);
    const loaded = await saveAndLoad(model);
    expect(outputDifference(model, loaded, [2, ...SHAPE])).toBe(0);
    const predictor = new Predictor(model);
    const x = randomTensor([2, ...SHAPE], 2);
    const expected = (model.predict(x) as tf.Tensor).dataSync();
    const predicted = predictor.predict(x);
    expect(predicted.shape.at(-1)).toBe(3);
    predicted.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 4));
    predictor.dispose();
    model.dispose();
    loaded.dispose();
  });
});

it('enet_mnist learns the labels of pixels, and every weight takes part', () => {
  const model = make('enet_mnist');
  const { model: scores } = scoresOf(model);
  const [, height = 0, width = 0, classes = 0] = scores.outputs[0]?.shape as number[];
  const x = randomTensor([2, ...SHAPE], 3);
  const labels = tf.oneHot(
    tf
      .range(0, 2 * height * width, 1, 'int32')
      .div(tf.scalar(5, 'int32'))
      .mod(tf.scalar(classes, 'int32')),
    classes,
  ) as tf.Tensor2D;
  const optimizer = tf.train.adam(5e-3);
  const before = model.trainableWeights.map((weight) => weight.read().dataSync().slice());
  const step = () =>
    tf.tidy(() => {
      const loss = optimizer.minimize(
        () => {
          const logits = scores.apply(x, { training: true }) as tf.Tensor;
          return tf.mean(softmaxCrossEntropy(labels.toFloat(), tf.reshape(logits, [-1, classes])));
        },
        true,
        model.trainableWeights.map((weight) => weight.read() as tf.Variable),
      );
      return loss?.dataSync()[0] ?? NaN;
    });
  const first = step();
  let loss = first;
  for (let i = 0; i < 12 && loss > 0.8 * first; i++) loss = step();
  expect(loss).toBeLessThan(0.8 * first);
  const still = model.trainableWeights.filter((weight, i) => {
    const now = weight.read().dataSync();
    return before[i]?.every((value, k) => value === now[k]);
  });
  expect(still.map(({ originalName }) => originalName)).toEqual([]);
});

it('trains in a recorded graph as it does operation by operation, its pooled features classified', async () => {
  const losses = async (isEager: boolean) => {
    const features = create('enet_mnist', { seed: 1, includeTop: false, pooling: 'avg', inputShape: SHAPE });
    const outputs = tf.layers
      .dense({ name: 'fc', units: 3, kernelInitializer: 'ones' })
      .apply(features.outputs);
    const model = tf.model({
      inputs: features.inputs,
      outputs: outputs as tf.SymbolicTensor,
      name: 'classes',
    });
    const pixels = { channels: 1 as const, padding: 0, background: 0, mean: [0], std: [1] };
    const preprocessing = { ...pixels, imageSize: [16, 16] as [number, number] };
    const step = new TrainingStep(model, recipe({ optimizer: { name: 'sgd' } }), preprocessing, isEager);
    const images = randomTensor([3, ...SHAPE], 4) as tf.Tensor4D;
    const labels = tf.tensor1d([0, 1, 2], 'int32');
    const results: number[] = [];
    for (let i = 1; i <= 3; i++) results.push((await step.run({ images, labels }, 0.01, i)).loss);
    step.dispose();
    model.dispose();
    return results;
  };
  const recorded = await losses(false);
  (await losses(true)).forEach((loss, i) => expect(recorded[i]).toBeCloseTo(loss, 3));
});
