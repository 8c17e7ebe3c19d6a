import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { softmaxCrossEntropy } from '../../src/ops/softmax-cross-entropy';
import { Predictor } from '../../src/predict/predictor';
import { scoresOf } from '../../src/scores';
import { outputDifference, randomTensor, saveAndLoad } from '../support/layers';

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
          return softmaxCrossEntropy(labels.toFloat(), tf.reshape(logits, [-1, classes]));
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
