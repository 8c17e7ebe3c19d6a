import * as tf from '@tensorflow/tfjs';
import type { Update } from '../compile';
import { nodeBackend, type OpAttribute } from '../node-backend';

/** The library's operation for an update: it writes the variables, which come before its other inputs. */
interface UpdateOperation {
  name: string;
  attributes: OpAttribute[];
  variables: tf.Variable[];
  inputs: tf.Tensor[];
}

export function updateOperation(update: Update): UpdateOperation {
  const { weight, gradient } = update;
  if (update.rule === 'momentum') {
    const { momentum, nesterov, slots, rates } = update;
    return {
      name: 'ResourceApplyMomentum',
      attributes: [...common(), flag('use_nesterov', nesterov)],
      variables: [weight, slots.velocity],
      inputs: [rates.learningRate, gradient, tf.scalar(momentum)],
    };
  }
  const { beta1, beta2, slots, rates } = update;
  // Powers of the betas that are 0 switch off the library's own corrections: they are in the rates.
  const [power1, power2] = [tf.scalar(0), tf.scalar(0)];
  return {
    name: 'ResourceApplyAdam',
    attributes: [...common(), flag('use_nesterov', false)],
    variables: [weight, slots.mean, slots.square],
    inputs: [power1, power2, rates.stepSize, tf.scalar(beta1), tf.scalar(beta2), rates.epsilon, gradient],
  };
}

function common(): OpAttribute[] {
  const { TF_ATTR_TYPE, TF_FLOAT } = nodeBackend().binding;
  return [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }, flag('use_locking', false)];
}

function flag(name: string, value: boolean): OpAttribute {
  return { name, type: nodeBackend().binding.TF_ATTR_BOOL, value };
}
