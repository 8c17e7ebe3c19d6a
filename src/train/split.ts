import type { Dataset } from '../data/dataset';
import { ConvzooError } from '../errors';
import { Random } from '../random';
import type { Recipe } from './recipe';

/** The images that a recipe trains on, and those it holds out to choose by. */
export function splitFor(
  { images, validation, seed }: Recipe,
  dataset: Dataset,
): { train: Dataset; validation: Dataset | undefined } {
  if (images !== undefined && images > dataset.size) {
    throw new ConvzooError(`${dataset.name}: the recipe asks for ${images} of its ${dataset.size} images`);
  }
  const chosen =
    images === undefined ? undefined : new Random(seed).permutation(dataset.size).subarray(0, images);
  const used = chosen === undefined ? dataset : dataset.subset(chosen);
  return validation === undefined ? { train: used, validation: undefined } : used.split(validation, seed);
}
