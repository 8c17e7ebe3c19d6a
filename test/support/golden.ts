import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

/** Logits that a reference implementation computes for weights made by a formula; see the README beside them. */
export interface Golden {
  input: { name: string; shape: number[]; layout: 'NCHW' | 'NHWC'; lo: number; hi: number };
  tensors: { name: string; shape: number[]; lo: number; hi: number }[];
  logits: number[];
  params_trainable: number;
}

/** Jest looks globals up anew each time, a hundred million times here. */
const { imul } = Math;

const FOLDER = join(__dirname, '../../../shared/golden');
export const hasGolden = existsSync(FOLDER);

export function golden(model: string): Golden {
  return JSON.parse(readFileSync(join(FOLDER, `${model}.json`), 'utf8')) as Golden;
}

/** The values that the formula gives the tensor of that name: FNV-1a of the name, then murmur3's finaliser. */
export function fill(name: string, shape: number[], lo: number, hi: number): tf.Tensor {
  let base = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) base = imul(base ^ byte, 0x01000193);
  const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
  for (let i = 0; i < values.length; i++) {
    let x = imul(base ^ (base >>> 16), 0x85ebca6b);
    x = imul(x ^ (x >>> 13), 0xc2b2ae35);
    x = (x ^ (x >>> 16)) >>> 0;
    values[i] = lo + (hi - lo) * (x / 4294967296);
    base = (base + 0x9e3779b9) | 0;
  }
  return tf.tensor(values, shape);
}

/** `||got - expected|| / ||expected||` */
export function relativeError(got: ArrayLike<number>, expected: readonly number[]): number {
  let difference = 0;
  let norm = 0;
  expected.forEach((value, i) => {
    difference += ((got[i] ?? NaN) - value) ** 2;
    norm += value ** 2;
  });
  return Math.sqrt(difference / norm);
}
