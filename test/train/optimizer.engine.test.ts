import * as tf from '@tensorflow/tfjs';
import { makeOptimizer } from '../../src/train/optimizer';
import type { OptimizerConfig } from '../../src/train/recipe';

/** A weight after each of some steps down the given gradients, at rate 0.1. */
function descend(config: OptimizerConfig, start: number[][] | number[], gradients: number[]): number[] {
  const optimizer = makeOptimizer(config);
  const weight = tf.variable(tf.tensor(start));
  const slots = optimizer.slots.map(() => tf.variable(tf.zerosLike(weight), false));
  return gradients.map((gradient, i) => {
    tf.tidy(() => {
      const rates = optimizer.rates(0.1, i + 1).map((rate) => tf.scalar(rate));
      optimizer.update(weight, tf.fill(weight.shape, gradient), slots, rates);
    });
    return weight.dataSync()[0] ?? NaN;
  });
}

function expectClose(actual: number[], expected: number[]): void {
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 5));
}

const SGD = { name: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 } as const;
const ADAM = { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } as const;

describe('sgd', () => {
  it('goes down the gradient times the rate', () => {
    expectClose(descend(SGD, [1], [2, -4]), [0.8, 1.2]);
  });

  it('keeps its velocity with momentum', () => {
    // v: 2, 0.5 * 2 + 2 = 3, 0.5 * 3 + 2 = 3.5
    expectClose(descend({ ...SGD, momentum: 0.5 }, [1], [2, 2, 2]), [0.8, 0.5, 0.15]);
  });

  it('looks ahead along its velocity with nesterov', () => {
    // Directions g + 0.5 v: 2 + 1 = 3, 2 + 1.5 = 3.5
    expectClose(descend({ ...SGD, momentum: 0.5, nesterov: true }, [1], [2, 2]), [0.7, 0.35]);
  });

  it('adds weight decay to the gradient of kernels', () => {
    // 1 - 0.1 * (2 + 0.5 * 1)
    expectClose(descend({ ...SGD, weightDecay: 0.5 }, [[1]], [2]), [0.75]);
  });

  it('leaves biases and norms without weight decay', () => {
    expectClose(descend({ ...SGD, weightDecay: 0.5 }, [1], [2]), [0.8]);
  });

  it('moves as the optimizer of tfjs does', () => {
    const theirs = tf.train.momentum(0.1, 0.9);
    const weight = tf.variable(tf.scalar(3));
    const expected = [0, 1, 2].map(() => {
      theirs.minimize(() => tf.square(weight) as tf.Scalar);
      return weight.dataSync()[0] as number;
    });
    const gradients = [3, ...expected].slice(0, 3).map((value) => 2 * value);
    expectClose(descend({ ...SGD, momentum: 0.9 }, [3], gradients), expected);
  });
});

describe('adam', () => {
  it('moves by the rate at the first step, whatever the size of the gradient', () => {
    expectClose(descend(ADAM, [1], [1000]), [0.9]);
    expectClose(descend(ADAM, [1], [-0.001]), [1.1]);
  });

  it('follows the algorithm of the paper over three steps', () => {
    const expected: number[] = [];
    let [weight, m, v] = [1, 0, 0];
    [2, -1, 3].forEach((g, i) => {
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      weight -= (0.1 * (m / (1 - 0.9 ** (i + 1)))) / (Math.sqrt(v / (1 - 0.999 ** (i + 1))) + 1e-8);
      expected.push(weight);
    });
    expectClose(descend(ADAM, [1], [2, -1, 3]), expected);
  });

  it('sends weight decay through the moments', () => {
    // At the first step only the sign counts: 0.5 * 1 outweighs the gradient of -0.1.
    expectClose(descend({ ...ADAM, weightDecay: 0.5 }, [[1]], [-0.1]), [0.9]);
  });
});

describe('adamw', () => {
  it('takes weight decay off the weight, past the moments', () => {
    // 1 + 0.1 for the gradient's sign, less 0.1 * 0.5 * 1
    expectClose(descend({ ...ADAM, name: 'adamw', weightDecay: 0.5 }, [[1]], [-0.1]), [1.05]);
  });

  it('leaves biases and norms without weight decay', () => {
    expectClose(descend({ ...ADAM, name: 'adamw', weightDecay: 0.5 }, [1], [-0.1]), [1.1]);
  });
});
