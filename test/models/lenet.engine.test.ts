import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { scoresOf } from '../../src/scores';
import { fill, golden, hasGolden, relativeError, type Golden } from '../support/golden';

const inHwio = [2, 3, 1, 0];

/** Weights of the reference by our names: how each tensor of PyTorch's layout becomes ours. */
const MAPPINGS: Record<string, (take: (name: string) => tf.Tensor) => Record<string, tf.Tensor>> = {
  lenet5: (take) => ({
    'C1/kernel': take('c1.weight').transpose(inHwio),
    'C1/bias': take('c1.bias'),
    'S2/coefficient': take('s2.coef'),
    'S2/bias': take('s2.bias'),
    'C3/kernel': connected(take('c3.weight')),
    'C3/bias': take('c3.bias'),
    'S4/coefficient': take('s4.coef'),
    'S4/bias': take('s4.bias'),
    'C5/kernel': take('c5.weight').transpose(inHwio),
    'C5/bias': take('c5.bias'),
    'F6/kernel': take('f6.weight').transpose(),
    'F6/bias': take('f6.bias'),
  }),
  lenet_caffe: (take) => ({
    'conv1/kernel': take('conv1.weight').transpose(inHwio),
    'conv1/bias': take('conv1.bias'),
    'conv2/kernel': take('conv2.weight').transpose(inHwio),
    'conv2/bias': take('conv2.bias'),
    // The reference flattens channel, row, column; we flatten row, column, channel.
    'ip1/kernel': take('ip1.weight').reshape([500, 50, 4, 4]).transpose(inHwio).reshape([800, 500]),
    'ip1/bias': take('ip1.bias'),
    'ip2/kernel': take('ip2.weight').transpose(),
    'ip2/bias': take('ip2.bias'),
  }),
};

/** [16, 6, 5, 5] to [5, 5, 60]: the kernels of the connections that the reference's table has, in its order. */
function connected(weight: tf.Tensor): tf.Tensor {
  const { c3_table: table } = golden('ref-lenet5_1998') as Golden & { c3_table: number[][] };
  const kernels = table.flatMap((maps, output) =>
    maps.map((map) => weight.slice([output, map, 0, 0], [1, 1, 5, 5]).reshape([5, 5])),
  );
  return tf.stack(kernels, 2);
}

const FIXTURES = [
  ['lenet5', 'ref-lenet5_1998'],
  ['lenet_caffe', 'ref-lenet_caffe'],
] as const;

(hasGolden ? describe.each(FIXTURES) : describe.skip.each(FIXTURES))('%s', (variant, reference) => {
  it('computes what the reference implementation computes for the same weights', () => {
    const { tensors, input, logits } = golden(reference);
    const take = (name: string) => {
      const found = tensors.find((tensor) => tensor.name === name);
      if (found === undefined) throw new Error(`the reference has no tensor ${name}`);
      return fill(name, found.shape, found.lo, found.hi);
    };
    const model = create(variant);
    const values = MAPPINGS[variant]?.(take) ?? {};
    expect(Object.keys(values)).toHaveLength(tensors.length);
    model.trainableWeights.forEach((weight) => weight.write(values[weight.originalName] as tf.Tensor));
    const image = fill(input.name, input.shape, input.lo, input.hi).transpose([0, 2, 3, 1]);
    const scores = scoresOf(model).model.predict(image) as tf.Tensor;
    expect(relativeError(scores.dataSync(), logits)).toBeLessThan(1e-4);
  });
});

describe('lenet5', () => {
  it('names the class of the smallest distance with the largest probability', () => {
    const model = create('lenet5', { seed: 3 });
    const image = tf.randomUniform([4, 32, 32, 1], -0.1, 1.175, 'float32', 5);
    const { model: distances, winner } = scoresOf(model);
    const nearest = tf.argMin(distances.predict(image) as tf.Tensor, 1).dataSync();
    expect(winner).toBe('smallest');
    expect(tf.argMax(model.predict(image) as tf.Tensor, 1).dataSync()).toEqual(nearest);
  });
});
