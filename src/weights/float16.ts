import { Float16Array } from '@petamoriken/float16';
import { ConvzooError } from '../errors';

/** The largest finite half-precision number. */
const LARGEST = 65504;

/** Whether every value stays finite in half precision. */
export function fitsFloat16(values: Float32Array): boolean {
  return values.every((value) => Math.abs(value) <= LARGEST);
}

/**
 * Values rounded to half precision (to the nearest, ties to even), two bytes each.
 *
 * @throws ConvzooError where a value is beyond ±65504; `name` says whose
 */
export function toFloat16(values: Float32Array, name: string): Uint8Array<ArrayBuffer> {
  if (!fitsFloat16(values)) {
    const value = values.find((candidate) => !(Math.abs(candidate) <= LARGEST));
    throw new ConvzooError(`${name} holds ${value}, beyond the ±${LARGEST} of float16; store it as float32`);
  }
  return new Uint8Array(new Float16Array(values).buffer);
}
