import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create, type CreateOptions } from '../../src/create';
import { list, type Entry, type InputShape } from '../../src/registry';
import { TrainingStep } from '../../src/train/step';
import { bytesOf, outputDifference, randomTensor, saveAndLoad } from '../support/layers';
import { recipe } from '../support/trainings';

/** The slowest take half a minute on wasm, where another suite runs beside them. */
jest.setTimeout(240_000);

/** Multiply-adds of a model that can be trained for some steps in a second or two on every engine. */
const AFFORDABLE = 1e7;
const TOO_MANY = 1.5e8;

/**
 * The small forms of the zoo, made narrower where they can be. Of rows that differ in numbers alone, and so share all
 * of their code, the cheapest; test/models/small-forms.test.ts builds every one.
 */
const SMALL = list()
  .filter(({ facts }) => facts.inputShape[0] <= 32)
  .map((entry) => [entry.name, entry, narrow(entry)] as const)
  .filter(([, { facts }, { alpha = 1 }]) => facts.macs * alpha ** 2 < TOO_MANY)
  .sort(([, one], [, other]) => one.facts.macs - other.facts.macs)
  .filter(([, entry], i, all) => all.findIndex(([, other]) => traits(other) === traits(entry)) === i);

/** What a row says in words. */
function traits({ family, facts }: Entry): string {
  const others = ['inputShape', 'pixels', 'paper', 'deviations'];
  return JSON.stringify([family, facts], (key, value: unknown) => {
    if (typeof value === 'function') return value.name;
    return others.includes(key) || typeof value === 'number' ? undefined : value;
  });
}

function narrow({ facts, options }: Entry): CreateOptions {
  const alpha = Math.min(1, Math.sqrt(AFFORDABLE / facts.macs));
  return {
    ...('alpha' in options && { alpha: Number(alpha.toFixed(2)) }),
    // Batches through single columns would take many steps to be known by heart.
    ...('globalShare' in options && { globalShare: 0, dropPath: 0 }),
  };
}

/**
 * Making a graph of a step takes seconds: one form of each family has its steps recorded, and computed in bfloat16
 * where that is to be had, the others run eagerly.
 */
const RECORDED = new Set(
  SMALL.filter(([, { family }], i) => SMALL.findIndex(([, other]) => other.family === family) === i).map(
    ([name]) => name,
  ),
);

describe.each(SMALL)('%s', (name, { facts }, narrowed) => {
  const [height, width, channels] = facts.inputShape;
  const make = (options: CreateOptions = {}) => create(name, { seed: 1, ...narrowed, ...options });

  it('gives images probabilities, and leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const model = make({ classes: 7 });
    const built = tf.memory().numTensors;
    tf.tidy(() => {
      for (const output of [model.predict(randomTensor([2, height, width, channels], 1))].flat()) {
        expect(output.shape).toEqual([2, 7]);
        for (const sum of output.sum(1).dataSync()) expect(sum).toBeCloseTo(1, 4);
      }
    });
    expect(tf.memory().numTensors).toBe(built);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('predicts the same after it was saved and loaded', async () => {
    const model = make();
    const loaded = await saveAndLoad(model);
    expect(outputDifference(model, loaded, [2, height, width, channels])).toBe(0);
    model.dispose();
    loaded.dispose();
  });

  it('learns a batch by heart, and every weight takes part', async () => {
    const model = make({ classes: 3 });
    const before = model.trainableWeights.map((weight) => bytesOf([weight]));
    const losses = await trained(model, facts.inputShape, { steps: 100, isEager: !RECORDED.has(name) });
    expect(Math.min(...losses)).toBeLessThan(0.5 * (losses[0] ?? NaN));
    const still = model.trainableWeights.filter((weight, i) => before[i]?.equals(bytesOf([weight])));
    expect(still.map((weight) => weight.originalName)).toEqual([]);
    model.dispose();
  });

  it('changes nothing that is frozen, moving statistics neither', async () => {
    const model = make({ classes: 3 });
    const classifier = model.layers.findLast((layer) => layer.trainableWeights.length > 0);
    for (const layer of model.layers) layer.trainable = layer === classifier;
    const others = model.weights.filter((weight) => !classifier?.weights.includes(weight));
    const frozen = bytesOf(others);
    const top = bytesOf(classifier?.weights ?? []);
    await trained(model, facts.inputShape, { steps: 2, isEager: true });
    expect(bytesOf(others).equals(frozen)).toBe(true);
    expect(bytesOf(classifier?.weights ?? []).equals(top)).toBe(false);
    model.dispose();
  });
});

/** Losses of steps on one batch of three images, until it is known well enough. */
async function trained(
  model: tf.LayersModel,
  inputShape: InputShape,
  { steps, isEager }: { steps: number; isEager: boolean },
): Promise<number[]> {
  const [height, width, channels] = inputShape;
  const pixels = {
    imageSize: [height, width] as [number, number],
    channels: channels as 1 | 3,
    padding: 0,
    background: 0,
    mean: [0],
    std: [1],
  };
  const before = tf.memory().numTensors;
  const auxiliaryWeights = model.outputs.slice(1).map(() => 0.3);
  const settings = recipe({ optimizer: { name: 'adam' }, auxiliaryWeights, precision: 'bfloat16' });
  const step = new TrainingStep(model, settings, pixels, isEager);
  const images = randomTensor([3, ...inputShape], 5) as tf.Tensor4D;
  const labels = tf.tensor1d([0, 1, 2], 'int32');
  const losses: number[] = [];
  for (let i = 1; i <= steps; i++) {
    const { loss } = await step.run({ images, labels }, 3e-3, i);
    losses.push(loss);
    if (loss < 0.5 * (losses[0] ?? NaN)) break;
  }
  step.pull();
  step.dispose();
  tf.dispose([images, labels]);
  expect(tf.memory().numTensors).toBe(before);
  return losses;
}
