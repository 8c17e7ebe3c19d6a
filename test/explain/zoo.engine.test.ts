import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create, type CreateOptions } from '../../src/create';
import { gradCam } from '../../src/explain/grad-cam';
import { list, type Entry } from '../../src/registry';
import { randomTensor } from '../support/layers';
import { undrawn } from '../support/undrawn';

/** Multiply-adds of a model that is explained in no time. */
const AFFORDABLE = 1e7;

/** Nets that see no neighbourhoods, or that classify every pixel. */
const WITHOUT = /mlp|_pi$|300_100|^enet/;

/** The cheapest small form of each family that can be explained, made narrower where it can be. */
const SMALL = list()
  .filter(({ name, facts }) => facts.inputShape[0] <= 32 && !WITHOUT.test(name))
  .sort((one, other) => one.facts.macs - other.facts.macs)
  .filter((entry, i, all) => all.findIndex(({ family }) => family === entry.family) === i)
  .map((entry) => [entry.name, entry] as const);

function narrow({ facts, options }: Entry): CreateOptions {
  const alpha = Math.min(1, Math.sqrt(AFFORDABLE / facts.macs));
  return 'alpha' in options ? { alpha: Number(alpha.toFixed(2)) } : {};
}

it('every family of the zoo has such a form but ENet, and Ciresan’s perceptrons', () => {
  const families = new Set(list().map(({ family }) => family));
  for (const family of ['enet', 'ciresan']) families.delete(family);
  expect(SMALL.map(([, { family }]) => family).sort()).toEqual([...families].sort());
});

test.each(SMALL)('%s is explained in the size of its images, and no tensor is left', (name, entry) => {
  const model = create(name, { seed: 1, classes: 3, ...narrow(entry) });
  const x = tf.tidy(() =>
    tf.tile(randomTensor([1, ...entry.facts.inputShape], 1) as tf.Tensor4D, [3, 1, 1, 1]),
  );
  const before = tf.memory().numTensors;
  const heats = tf.tidy(() => {
    const heat = gradCam(model, x, { label: [0, 1, 2] });
    expect(heat.shape).toEqual(x.shape.slice(0, 3));
    return tf.unstack(heat).map((one) => one.dataSync());
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(heats.every((heat) => heat.every((value) => value >= 0 && value <= 1))).toBe(true);
  // Of a net that has learnt nothing, one map may be all zeros; they are not so for every class.
  expect(heats.some((heat) => new Set(heat).size > 10)).toBe(true);
  expect(heats[0]).not.toEqual(heats[1]);
  model.dispose();
  x.dispose();
});

test.each([
  ['lenet_300_100', /has no feature maps with height and width/],
  ['maxout_mnist_pi', /has no feature maps with height and width/],
  ['ciresan_mlp1_mnist', /has no feature maps with height and width/],
  ['enet_mnist', /gives \[64, 64, 11\] for each image, expected a classifier's/],
])('%s is an error that says why', (name, message) => {
  const entry = list().find((each) => each.name === name) as Entry;
  const model = undrawn(name);
  const x = tf.zeros([1, ...entry.facts.inputShape]) as tf.Tensor4D;
  const before = tf.memory().numTensors;
  expect(() => gradCam(model, x)).toThrow(message);
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
  x.dispose();
});
