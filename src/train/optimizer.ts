import * as tf from '@tensorflow/tfjs';
import { applyUpdate } from '../engine/compile';
import type { OptimizerConfig } from './recipe';

/** How weights follow their gradients. State lives in the slots, so that a checkpoint can hold it. */
export interface Optimizer {
  /** Names of the variables of the weight's shape that are kept for each weight. */
  readonly slots: readonly string[];
  /** Numbers that change from step to step, for `step` counted from 1. */
  rates(learningRate: number, step: number): number[];
  /**
   * Writes the weight and its slots.
   *
   * @param rates scalars made of what `rates` returned, in its order
   */
  update(weight: tf.Variable, gradient: tf.Tensor, slots: tf.Variable[], rates: tf.Scalar[]): void;
}

/**
 * Makes an optimizer. Weight decay is added to the gradient, or for `adamw` taken off the weight, and leaves
 * biases and norms (every weight with a single axis) out.
 */
export function makeOptimizer(config: OptimizerConfig): Optimizer {
  return config.name === 'sgd' ? sgd(config) : adam(config);
}

type Sgd = Extract<OptimizerConfig, { name: 'sgd' }>;
type Adam = Exclude<OptimizerConfig, Sgd>;

/** Sutskever et al. 2013, as PyTorch writes it: `v = momentum v + g`, `w -= rate v`. */
function sgd({ momentum, nesterov, weightDecay }: Sgd): Optimizer {
  return {
    slots: momentum === 0 ? [] : ['velocity'],
    rates: (learningRate) => [learningRate],
    update(weight, gradient, [velocity], [rate]) {
      const learningRate = given(rate);
      const slope = decayed(weight, gradient, weightDecay);
      if (velocity === undefined) return void weight.assign(tf.sub(weight, tf.mul(slope, learningRate)));
      const rates = { learningRate };
      applyUpdate(
        { rule: 'momentum', weight, slots: { velocity }, gradient: slope, rates, momentum, nesterov },
        () => {
          velocity.assign(tf.add(tf.mul(velocity, momentum), slope));
          const direction = nesterov ? tf.add(slope, tf.mul(velocity, momentum)) : velocity;
          weight.assign(tf.sub(weight, tf.mul(direction, learningRate)));
        },
      );
    },
  };
}

/** Kingma and Ba 2014, arXiv:1412.6980, algorithm 1; `adamw`: Loshchilov and Hutter 2017, arXiv:1711.05101. */
function adam({ name, beta1, beta2, epsilon, weightDecay }: Adam): Optimizer {
  return {
    slots: ['mean', 'square'],
    rates(learningRate, step) {
      // The corrections of both moments' bias, drawn into what the rule needs anyway.
      const root = Math.sqrt(1 - beta2 ** step);
      return [(learningRate * root) / (1 - beta1 ** step), epsilon * root, learningRate * weightDecay];
    },
    update(weight, gradient, [mean, square], [size, tolerance, shrink]) {
      if (mean === undefined || square === undefined) throw new Error('adam: a slot is missing');
      const rates = { stepSize: given(size), epsilon: given(tolerance) };
      const slope = name === 'adam' ? decayed(weight, gradient, weightDecay) : gradient;
      const decay =
        name === 'adamw' && weightDecay > 0 && decays(weight) ? tf.mul(weight, given(shrink)) : undefined;
      applyUpdate(
        { rule: 'adam', weight, slots: { mean, square }, gradient: slope, rates, beta1, beta2 },
        () => {
          mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(slope, 1 - beta1)));
          square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(slope), 1 - beta2)));
          const deviation = tf.add(tf.sqrt(square), rates.epsilon);
          weight.assign(tf.sub(weight, tf.div(tf.mul(mean, rates.stepSize), deviation)));
        },
      );
      if (decay !== undefined) weight.assign(tf.sub(weight, decay));
    },
  };
}

function decayed(weight: tf.Tensor, gradient: tf.Tensor, weightDecay: number): tf.Tensor {
  // A difference: the library would turn a sum into an accumulation in a variable, which copies more.
  return weightDecay > 0 && decays(weight) ? tf.sub(gradient, tf.mul(weight, -weightDecay)) : gradient;
}

function decays(weight: tf.Tensor): boolean {
  return weight.rank > 1;
}

function given(rate: tf.Scalar | undefined): tf.Scalar {
  if (rate === undefined) throw new Error('optimizer: a rate is missing');
  return rate;
}
