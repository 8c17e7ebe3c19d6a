import * as tf from '@tensorflow/tfjs';
import { nodeBackend, type Binding } from '../../src/engine/node-backend';

/** Names of libtensorflow's operations that an action runs, on the `tensorflow` engine. */
export function operationsOf(action: () => void): string[] {
  const backend = nodeBackend();
  const { binding } = backend;
  const names: string[] = [];
  const executeOp: Binding['executeOp'] = (name, ...rest) => {
    names.push(name);
    return binding.executeOp(name, ...rest);
  };
  backend.binding = Object.create(binding, { executeOp: { value: executeOp } }) as Binding;
  try {
    tf.tidy(action);
  } finally {
    backend.binding = binding;
  }
  return names;
}

/** The same of a model's forward pass in training and its gradients, for the input and every trainable weight. */
export function trainingOperationsOf(model: tf.LayersModel, x: tf.Tensor): string[] {
  const call = () => model.apply(x, { training: true }) as tf.Tensor;
  const dy = tf.tidy(() => tf.onesLike(call()));
  const weights = model.trainableWeights.map((weight) => weight.read());
  return operationsOf(() => tf.grads(call)([x, ...weights], dy));
}
