import { Random } from '../random';

/** Keys a stream of random numbers beside the seed; a pass over the images has others. */
const SPLIT = 3;

/** Indices into a data set, in its order. */
export interface Parts {
  rest: number[];
  heldOut: number[];
}

/**
 * Holds out images at random: of each class the same fraction, to the nearest whole image.
 *
 * @param labels one index of a class for each image
 * @param fraction 0 to 1
 */
export function stratify(labels: Iterable<number>, fraction: number, seed: number): Parts {
  const ofClass: number[][] = [];
  let size = 0;
  for (const label of labels) (ofClass[label] ??= []).push(size++);
  const isHeldOut = new Uint8Array(size);
  ofClass.forEach((members, label) => {
    const order = new Random(seed, SPLIT, label).permutation(members.length);
    const count = Math.round(members.length * fraction);
    for (const position of order.subarray(0, count)) isHeldOut[members[position] as number] = 1;
  });

  const parts: Parts = { rest: [], heldOut: [] };
  isHeldOut.forEach((held, index) => (held ? parts.heldOut : parts.rest).push(index));
  return parts;
}
