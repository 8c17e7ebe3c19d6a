import * as tf from '@tensorflow/tfjs';

/** A function of tensors that reads and writes variables, ready to be run again and again. */
export interface Compiled {
  /** Runs the function; the caller disposes of feeds and results. */
  run(feeds: tf.Tensor[]): tf.Tensor[];
  /** Gives the variables the values that they have after the runs so far. */
  pull(): void;
  dispose(): void;
}

export type Step = (feeds: tf.Tensor[]) => tf.Tensor[];
export type Compiler = (variables: readonly tf.Variable[], step: Step) => Compiled;

const compilers = new Map<string, Compiler>();

/** Makes `compiler` what `compile` uses while `backend` runs. */
export function registerCompiler(backend: string, compiler: Compiler): void {
  compilers.set(backend, compiler);
}

/**
 * The fastest way that the engine has to run a step again and again.
 *
 * Everything that changes from run to run must come through `feeds` or `variables`; a step may not read values.
 * While a compiled step runs, variables have their new values only after `pull`.
 */
export function compile(variables: readonly tf.Variable[], step: Step): Compiled {
  return (compilers.get(tf.getBackend()) ?? runEagerly)(variables, step);
}

/** Runs a step operation by operation. */
export const runEagerly: Compiler = (_variables, step) => ({
  run: (feeds) => tf.tidy(() => step(feeds)),
  pull: () => {},
  dispose: () => {},
});
