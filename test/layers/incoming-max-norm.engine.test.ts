import * as tf from '@tensorflow/tfjs';
import { IncomingMaxNorm, incomingMaxNorm } from '../../src/layers/incoming-max-norm';
import { through } from '../../src/layers/through';
import { TrainingStep } from '../../src/train/step';
import { outputDifference, saveAndLoad } from '../support/layers';
import { recipe } from '../support/trainings';

const constrained = (values: number[], shape: number[]) => [
  ...new IncomingMaxNorm({ maxValue: 2 }).apply(tf.tensor(values, shape)).dataSync(),
];

/** The norm of the weights into each unit. */
function norms(kernel: tf.Tensor): number[] {
  const axes = kernel.shape.map((_, axis) => axis).slice(0, -1);
  return [...tf.sqrt(tf.sum(tf.square(kernel), axes)).dataSync()];
}

function net(): tf.LayersModel {
  const image = tf.input({ shape: [3, 3, 1], name: 'image' });
  const kernelConstraint = incomingMaxNorm(0.5);
  const outputs = through(image, [
    tf.layers.conv2d({ name: 'conv', filters: 4, kernelSize: 2, kernelConstraint }),
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'fc', units: 2, kernelConstraint }),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
  return tf.model({ inputs: image, outputs, name: 'net' });
}

const PIXELS = {
  imageSize: [3, 3] as [number, number],
  channels: 1 as const,
  padding: 0,
  background: 0,
  mean: [0],
  std: [1],
};

describe('IncomingMaxNorm', () => {
  it('shortens the weights into a unit that are longer, and keeps their direction', () => {
    // Units' weights: 3 4, 1 0 and 0 0.
    const [a, b, c, d, e, f] = constrained([3, 1, 0, 4, 0, 0], [2, 3]);
    expect([b, c, e, f]).toEqual([1, 0, 0, 0]);
    expect(a).toBeCloseTo(1.2, 5);
    expect(d).toBeCloseTo(1.6, 5);
  });

  it("takes a filter's kernel over rows, columns and channels together", () => {
    const weights = constrained([1, 5, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0], [2, 2, 2, 2]);
    weights.forEach((weight, i) => {
      const isFirst = i % 2 === 0;
      expect(weight).toBeCloseTo(isFirst ? 2 / Math.sqrt(8) : i === 1 ? 2 : 0, 5);
    });
  });

  it('changes nothing where it was applied already', () => {
    const once = constrained([0.3, 4.7, -2.9, 1.1, 0.7, 7.3, 0.01, -0.2, 2.4], [3, 3]);
    expect(constrained(once, [3, 3])).toEqual(once);
  });

  it('holds after each step of a training', async () => {
    const model = net();
    const sgd = recipe({ optimizer: { name: 'sgd', momentum: 0.9 } });
    const step = new TrainingStep(model, sgd, PIXELS);
    const images = tf.randomUniform([2, 3, 3, 1], -1, 1, 'float32', 3) as tf.Tensor4D;
    const labels = tf.tensor1d([0, 1], 'int32');
    for (let i = 1; i <= 3; i++) await step.run({ images, labels }, 5, i);
    step.pull();
    for (const name of ['conv', 'fc']) {
      const [kernel] = model.getLayer(name).getWeights();
      const all = norms(kernel as tf.Tensor);
      expect(Math.max(...all)).toBeLessThan(0.5001);
      expect(Math.max(...all)).toBeGreaterThan(0.4999);
    }
    step.dispose();
    model.dispose();
  });

  it('comes back with a saved model, whose weights it leaves as they were', async () => {
    const model = net();
    // They are cut to the limit where they are written.
    model.setWeights(model.getWeights().map((weight) => weight.clone()));
    const loaded = await saveAndLoad(model);
    expect(outputDifference(model, loaded, [2, 3, 3, 1])).toBe(0);
    for (const name of ['conv', 'fc'])
      expect(loaded.getLayer(name).getConfig()['kernelConstraint']).toEqual({
        className: 'IncomingMaxNorm',
        config: { maxValue: 0.5 },
      });
  });
});
