import { ConvzooError } from '../errors';

/** How many labels there are of each class. */
export function countLabels(labels: Iterable<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] as number) + 1;
  return counts;
}

/**
 * A weight for each class by its inverse frequency, so that all classes weigh the same: the mean over all images
 * is 1.
 *
 * @param counts images of each class
 * @throws ConvzooError where a class has none
 */
export function classWeights(counts: readonly number[]): number[] {
  const empty = counts.findIndex((count) => !(count > 0));
  if (empty !== -1)
    throw new ConvzooError(`class weights: class ${empty} has ${counts[empty]} images, expected at least 1`);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => total / (counts.length * count));
}
