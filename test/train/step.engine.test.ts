import * as tf from '@tensorflow/tfjs';
import { through } from '../../src/layers/through';
import { Random } from '../../src/random';
import type { RecipeInput } from '../../src/train/recipe';
import { mixWeight } from '../../src/train/mixup';
import { TrainingStep } from '../../src/train/step';
import { recipe } from '../support/trainings';

const PIXELS = {
  imageSize: [1, 1] as [number, number],
  channels: 1 as const,
  padding: 0,
  background: 0,
  mean: [0],
  std: [1],
};

/** Logits [first channel, 0], once for each output. */
function linear(outputs: number, channels = 1): tf.LayersModel {
  const image = tf.input({ shape: [1, 1, channels], name: 'image' });
  const flat = tf.layers.flatten({ name: 'flat' }).apply(image) as tf.SymbolicTensor;
  const ends = Array.from({ length: outputs }, (_, i) => {
    const dense = tf.layers.dense({ name: `logits${i}`, units: 2 });
    const end = dense.apply(flat) as tf.SymbolicTensor;
    dense.setWeights([tf.eye(channels, 2).mul([1, 0]), tf.tensor1d([0, 0])]);
    return tf.layers.softmax({ name: `softmax${i}` }).apply(end) as tf.SymbolicTensor;
  });
  return tf.model({ inputs: image, outputs: ends, name: 'linear' });
}

/** The loss of one step on two images. */
async function lossOf(model: tf.LayersModel, changes: Partial<RecipeInput>): Promise<number> {
  const step = new TrainingStep(model, recipe(changes), PIXELS);
  const images = tf.tensor4d([2, -1], [2, 1, 1, 1]);
  const labels = tf.tensor1d([0, 1], 'int32');
  const { loss } = await step.run({ images, labels }, 0.1, 1);
  step.dispose();
  return loss;
}

/** Minus the logarithms of the two classes' probabilities. */
const surprise = (pixel: number) => [Math.log(1 + Math.exp(-pixel)), Math.log(1 + Math.exp(pixel))] as const;

describe('the loss of a step', () => {
  it("is the classifier's, and the auxiliary heads' by their weights", async () => {
    const alone = (surprise(2)[0] + surprise(-1)[1]) / 2;
    expect(await lossOf(linear(1), {})).toBeCloseTo(alone, 5);
    expect(await lossOf(linear(3), { auxiliaryWeights: [0.25, 0.5] })).toBeCloseTo(1.75 * alone, 5);
  });

  it("is of colours in the network's order", async () => {
    const order = 'bgr' as const;
    const colours = { ...PIXELS, channels: 3 as const, order, mean: [1, 0, 0], std: [1, 1, 1] };
    const step = new TrainingStep(linear(1, 3), recipe(), colours);
    const images = tf.tensor4d([7, 8, 3, 7, 8, 0], [2, 1, 1, 3]);
    const { loss } = await step.run({ images, labels: tf.tensor1d([0, 1], 'int32') }, 0.1, 1);
    step.dispose();
    expect(loss).toBeCloseTo((surprise(2)[0] + surprise(-1)[1]) / 2, 5);
  });

  it('blends images and labels by the same weight with mixup', async () => {
    const seed = 11;
    // 5 names the stream of mixup, 1 the step.
    const weight = mixWeight(0.8, new Random(seed, 5, 1));
    const first = surprise(2 * weight - (1 - weight));
    const second = surprise(2 * (1 - weight) - weight);
    const expected =
      (weight * first[0] + (1 - weight) * first[1] + (1 - weight) * second[0] + weight * second[1]) / 2;
    expect(await lossOf(linear(1), { seed, mixup: { alpha: 0.8 } })).toBeCloseTo(expected, 5);
  });
});

it.each(['sgd', 'adam', 'adamw'] as const)(
  "keeps a layer's constraint after each step with %s",
  async (name) => {
    const image = tf.input({ shape: [1, 1, 1], name: 'image' });
    const flat = tf.layers.flatten({ name: 'flat' }).apply(image) as tf.SymbolicTensor;
    const kernelConstraint = tf.constraints.maxNorm({ maxValue: 0.5, axis: 0 });
    const dense = tf.layers.dense({ name: 'logits', units: 2, kernelConstraint });
    const model = tf.model({
      inputs: image,
      outputs: dense.apply(flat) as tf.SymbolicTensor,
      name: 'bounded',
    });
    dense.setWeights([tf.tensor2d([[0.4, 0.1]]), tf.tensor1d([0, 0])]);
    const momentum = name === 'sgd' ? { name, momentum: 0.9 } : { name };
    const step = new TrainingStep(model, recipe({ optimizer: momentum }), PIXELS);
    const images = tf.tensor4d([2, 3], [2, 1, 1, 1]);
    const labels = tf.tensor1d([0, 0], 'int32');
    for (let i = 1; i <= 3; i++) await step.run({ images, labels }, 1, i);
    step.pull();
    const [first, second] = dense.getWeights()[0]?.dataSync() ?? [];
    // Without it the first would have passed 0.5 and the second -0.5.
    expect(first).toBeCloseTo(0.5, 5);
    expect(second).toBeCloseTo(-0.5, 5);
    step.dispose();
  },
);

describe('the learning rate of a layer', () => {
  /** One number through the layer `first` to `h`, and by the layer `second` to the logits `[a h, b h]`. */
  function twoLayers(): tf.LayersModel {
    const image = tf.input({ shape: [1, 1, 1], name: 'image' });
    const layers = [
      tf.layers.flatten({ name: 'flat' }),
      tf.layers.dense({ name: 'first', units: 1, useBias: false }),
      tf.layers.dense({ name: 'second', units: 2, useBias: false }),
      tf.layers.softmax({ name: 'softmax' }),
    ];
    const model = tf.model({ inputs: image, outputs: through(image, layers), name: 'two' });
    model.setWeights([tf.tensor2d([[1]]), tf.tensor2d([[1, 0]])]);
    return model;
  }

  /** The weights of both layers after steps on the image 2 of class 1. */
  async function after(steps: number, changes: Partial<RecipeInput>): Promise<number[]> {
    const model = twoLayers();
    const step = new TrainingStep(model, recipe(changes), PIXELS);
    const batch = { images: tf.tensor4d([2], [1, 1, 1, 1]), labels: tf.tensor1d([1], 'int32') };
    for (let i = 1; i <= steps; i++) await step.run(batch, 0.1, i);
    step.pull();
    const weights = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
    step.dispose();
    model.dispose();
    return weights;
  }

  const rateFactors = { first: 0.25 };

  it('is multiplied by the factor that the recipe has for it, step by step', async () => {
    let [w, a, b, vw, va, vb] = [1, 1, 0, 0, 0, 0];
    for (let i = 0; i < 3; i++) {
      const p = 1 / (1 + Math.exp(-(a - b) * 2 * w));
      const [da, db, dw] = [2 * w * p, -2 * w * p, 2 * (a - b) * p];
      [vw, va, vb] = [0.5 * vw + dw, 0.5 * va + da, 0.5 * vb + db];
      [w, a, b] = [w - 0.025 * vw, a - 0.1 * va, b - 0.1 * vb];
    }
    const found = await after(3, { optimizer: { name: 'sgd', momentum: 0.5 }, rateFactors });
    [w, a, b].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
  });

  it('is multiplied with adamw for the step and for the decay', async () => {
    // The first step of Adam is the rate, whatever the size of the gradient; the decay is taken off of 1, 1 and 0.
    const found = await after(1, { optimizer: { name: 'adamw', weightDecay: 0.5 }, rateFactors });
    [1 - 0.025 - 0.0125, 1 - 0.1 - 0.05, 0.1].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
  });

  it('is as it was without factors, and with factors of 1', async () => {
    const [plain, ones] = [await after(2, {}), await after(2, { rateFactors: { first: 1, second: 1 } })];
    expect(ones).toEqual(plain);
  });
});

it('counts an image in the loss as its class is weighted', async () => {
  const [first, second] = [surprise(2)[0], surprise(-1)[1]];
  expect(await lossOf(linear(1), { classWeights: [3, 0.5] })).toBeCloseTo((3 * first + 0.5 * second) / 2, 5);
});
