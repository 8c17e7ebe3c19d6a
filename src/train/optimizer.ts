import * as tf from '@tensorflow/tfjs';
import type { OptimizerConfig } from './recipe';

/** How weights follow their gradients. State lives in the slots, so that a checkpoint can hold it. */
export interface Optimizer {
  /** Names of the variables of the weight's shape that are kept for each weight. */
  readonly slots: readonly string[];
  /** Numbers that change from step to step, for `step` counted from 1. */
  rates(learningRate: number, step: number): number[];
  /**
   * The weight's new value; writes the slots.
   *
   * @param rates scalars made of what `rates` returned, in its order
   */
  update(weight: tf.Tensor, gradient: tf.Tensor, slots: tf.Variable[], rates: tf.Scalar[]): tf.Tensor;
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
    update(weight, gradient, [velocity], [learningRate]) {
      const slope = decayed(weight, gradient, weightDecay);
      if (velocity === undefined) return tf.sub(weight, tf.mul(slope, given(learningRate)));
      const speed = tf.add(tf.mul(velocity, momentum), slope);
      velocity.assign(speed);
      const direction = nesterov ? tf.add(slope, tf.mul(speed, momentum)) : speed;
      return tf.sub(weight, tf.mul(direction, given(learningRate)));
    },
  };
}

/** Kingma and Ba 2014, arXiv:1412.6980, algorithm 1; `adamw`: Loshchilov and Hutter 2017, arXiv:1711.05101. */
function adam({ name, beta1, beta2, epsilon, weightDecay }: Adam): Optimizer {
  return {
    slots: ['mean', 'square'],
    rates: (learningRate, step) => [
      learningRate / (1 - beta1 ** step),
      1 / Math.sqrt(1 - beta2 ** step),
      learningRate * weightDecay,
    ],
    update(weight, gradient, [mean, square], [stepSize, rootCorrection, shrink]) {
      if (mean === undefined || square === undefined) throw new Error('adam: a slot is missing');
      const slope = name === 'adam' ? decayed(weight, gradient, weightDecay) : gradient;
      mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(slope, 1 - beta1)));
      square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(slope), 1 - beta2)));
      const deviation = tf.add(tf.mul(tf.sqrt(square), given(rootCorrection)), epsilon);
      const stepped = tf.sub(weight, tf.div(tf.mul(mean, given(stepSize)), deviation));
      return name === 'adamw' && weightDecay > 0 && decays(weight)
        ? tf.sub(stepped, tf.mul(weight, given(shrink)))
        : stepped;
    },
  };
}

function decayed(weight: tf.Tensor, gradient: tf.Tensor, weightDecay: number): tf.Tensor {
  return weightDecay > 0 && decays(weight) ? tf.add(gradient, tf.mul(weight, weightDecay)) : gradient;
}

function decays(weight: tf.Tensor): boolean {
  return weight.rank > 1;
}

function given(rate: tf.Scalar | undefined): tf.Scalar {
  if (rate === undefined) throw new Error('optimizer: a rate is missing');
  return rate;
}
