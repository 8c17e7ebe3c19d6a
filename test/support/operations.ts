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
