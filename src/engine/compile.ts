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
/** The types that a step may be computed in; variables are float32 always. */
export type Precision = 'float32' | 'bfloat16';

export interface CompileOptions {
  /** `bfloat16` for operations that are faster in it, where engine and processor have it; `float32` unless told. */
  precision?: Precision | undefined;
}

export type Compiler = (variables: readonly tf.Variable[], step: Step, options?: CompileOptions) => Compiled;

/** A weight that follows its gradient by a rule for which engines have one operation. */
export type Update = MomentumUpdate | AdamUpdate;

interface UpdateOf<Rule extends string, Slots extends string, Rates extends string> {
  rule: Rule;
  weight: tf.Variable;
  slots: Record<Slots, tf.Variable>;
  gradient: tf.Tensor;
  /** Fed scalars. */
  rates: Record<Rates, tf.Scalar>;
}

export interface MomentumUpdate extends UpdateOf<'momentum', 'velocity', 'learningRate'> {
  momentum: number;
  nesterov: boolean;
}

export interface AdamUpdate extends UpdateOf<'adam', 'mean' | 'square', 'stepSize' | 'epsilon'> {
  beta1: number;
  beta2: number;
}

/** @param composed computes the update by itself, and writes the variables */
export type UpdateObserver = (update: Update, composed: () => void) => void;

let observer: UpdateObserver = (_, composed) => composed();

/** Writes a weight and its slots: by `composed`, which a compiler may replace by the engine's own operation. */
export function applyUpdate(update: Update, composed: () => void): void {
  observer(update, composed);
}

/** Has each update that `run` makes pass through a compiler. */
export function observeUpdates(during: UpdateObserver, run: () => void): void {
  const outer = observer;
  observer = during;
  try {
    run();
  } finally {
    observer = outer;
  }
}

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
export function compile(
  variables: readonly tf.Variable[],
  step: Step,
  options: CompileOptions = {},
): Compiled {
  return (compilers.get(tf.getBackend()) ?? runEagerly)(variables, step, options);
}

/** Runs a step operation by operation. */
export const runEagerly: Compiler = (_variables, step) => ({
  run: (feeds) => tf.tidy(() => step(feeds)),
  pull: () => {},
  dispose: () => {},
});
