import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

/** Logits that a reference implementation computes for weights made by a formula; see the README beside them. */
export interface Golden {
  input: { name: string; shape: number[]; layout: 'NCHW' | 'NHWC'; lo: number; hi: number };
  tensors: { name: string; shape: number[]; lo: number; hi: number }[];
  logits: number[];
  /** Where the logits are a part of the output, which: `logits[:, :, 5::16, 5::16]`, a begin and a step for each axis. */
  logits_subset?: string;
  params_trainable: number;
}

/** Jest looks globals up anew each time, a hundred million times here. */
const { imul } = Math;

const FOLDER = join(__dirname, '../../../shared/golden');
export const hasGolden = existsSync(FOLDER);

export function golden(model: string): Golden {
  return JSON.parse(readFileSync(join(FOLDER, `${model}.json`), 'utf8')) as Golden;
}

/** The names of all references that there are. */
export function goldenNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json') && file !== 'index.json')
    .map((file) => file.replace(/\.json$/, ''));
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

/** [height, width, channels] of a reference's input. */
export function imageShape({ input }: Golden): [number, number, number] {
  const [, a = 0, b = 0, c = 0] = input.shape;
  return input.layout === 'NCHW' ? [b, c, a] : [a, b, c];
}

/** Of a model's output the part that the reference's logits are, in their order. */
export function comparedPart(output: tf.Tensor, { input, logits_subset: subset }: Golden): tf.Tensor {
  if (subset === undefined) return output;
  return tf.tidy(() => {
    const theirs = input.layout === 'NCHW' ? output.transpose([0, 3, 1, 2]) : output;
    const slices = /\[(.*?)\]/.exec(subset)?.[1]?.split(',') ?? [];
    const steps = slices.map((slice) => slice.split(':').map(Number) as [number, number, number?]);
    const begins = steps.map(([begin]) => begin);
    return tf.stridedSlice(theirs, begins, theirs.shape, steps.map(([, , step = 1]) => step)); // prettier-ignore
  });
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
