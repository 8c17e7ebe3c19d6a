import * as tf from '@tensorflow/tfjs';

/** A function of one tensor `[batch, ...]` that gives one, and always the same for the same. */
export interface Computation {
  /** The caller disposes of what goes in and what comes out. */
  run(x: tf.Tensor): tf.Tensor;
  /** All tensors that it reads besides `x`. */
  readonly tensors: readonly tf.Tensor[];
  dispose(): void;
}

/** A computation whose tensors won't change any more. */
export type Frozen = Pick<Computation, 'run' | 'dispose'>;

/** @param make makes the computation anew; may be called more than once, or not before it is first run */
export type Freezer = (make: () => Computation) => Frozen;

const freezers = new Map<string, Freezer>();

/** Makes `freezer` what `freeze` uses while `backend` runs. */
export function registerFreezer(backend: string, freezer: Freezer): void {
  freezers.set(backend, freezer);
}

/** The fastest way that the engine has to run a computation again and again. */
export function freeze(make: () => Computation): Frozen {
  return (freezers.get(tf.getBackend()) ?? ((make) => make()))(make);
}
