import * as tf from '@tensorflow/tfjs';

type ExecuteOp = (name: string, ...rest: unknown[]) => unknown;

/** Names of libtensorflow's operations that an action runs, on the `tensorflow` engine. */
export function operationsOf(action: () => void): string[] {
  const backend = tf.backend() as unknown as { binding: { executeOp: ExecuteOp } };
  const { binding } = backend;
  const names: string[] = [];
  const executeOp: ExecuteOp = (name, ...rest) => {
    names.push(name);
    return binding.executeOp(name, ...rest);
  };
  backend.binding = Object.create(binding, { executeOp: { value: executeOp } }) as typeof binding;
  try {
    tf.tidy(action);
  } finally {
    backend.binding = binding;
  }
  return names;
}
