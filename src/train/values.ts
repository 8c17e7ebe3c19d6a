import type * as tf from '@tensorflow/tfjs';
import { tensor, tidy } from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';

interface Written {
  shape: tf.Shape;
  write?(value: tf.Tensor): unknown;
  assign?(value: tf.Tensor): unknown;
}

/**
 * Gives variables the values of the same names.
 *
 * @throws ConvzooError where a value is missing or has no variable
 */
export function restore(
  targets: ReadonlyMap<string, Written>,
  values: ReadonlyMap<string, Float32Array>,
): void {
  const missing = [...targets.keys()].filter((name) => !values.has(name));
  const unknown = [...values.keys()].filter((name) => !targets.has(name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new ConvzooError(
      `a checkpoint does not fit: it lacks [${missing.join(', ')}] and has the unknown [${unknown.join(', ')}]`,
    );
  }
  tidy(() => {
    for (const [name, target] of targets) {
      const value = tensor(values.get(name) as Float32Array, target.shape as number[]);
      if (target.write) target.write(value);
      else target.assign?.(value);
    }
  });
}

/** Copies of the tensors' values by name. */
export async function valuesOf(tensors: Iterable<[string, tf.Tensor]>): Promise<Map<string, Float32Array>> {
  const values = new Map<string, Float32Array>();
  for (const [name, tensor] of tensors) values.set(name, ((await tensor.data()) as Float32Array).slice());
  return values;
}
