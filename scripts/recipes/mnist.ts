import type { RecipeInput } from '../../src/train/recipe';
import { smoke, type RecipeBook } from './recipe-book';

/** Adam on one cycle, averaged weights, digits slightly moved, turned, scaled and sheared. */
export const DIGITS: RecipeInput = {
  epochs: 20,
  batchSize: 64,
  optimizer: { name: 'adam' },
  schedule: { name: 'oneCycle', learningRate: 0.001 },
  loss: { name: 'crossEntropy' },
  averageDecay: 0.999,
  augmentation: { shift: 1, affine: { rotate: 10, scale: 0.1, shear: 0.1 } },
  validation: 1 / 12,
};

/**
 * At ten times the rate, which nets with batch norm can take: `mobilenet_mnist` learns the more in its first 400 steps the
 * higher the rate is, up to 0.015, and at 0.001 stays far behind in five epochs. Looked at on images trained on.
 */
export const DIGITS_WITH_NORM: RecipeInput = {
  ...DIGITS,
  schedule: { ...DIGITS.schedule, learningRate: 0.01 },
};

/** A quarter of it, for nets that take a minute or more for an epoch on one core. */
export const BRIEF_DIGITS_WITH_NORM: RecipeInput = { ...DIGITS_WITH_NORM, epochs: 5 };

/** Half of it, for those that a quarter leaves short of what they are to reach. */
export const HALF_DIGITS_WITH_NORM: RecipeInput = { ...DIGITS_WITH_NORM, epochs: 10 };

/** The recipe for each of the variants on MNIST, and others beside it by their names. */
export function onMnist(
  recipe: RecipeInput,
  variants: string[],
  others: Record<string, RecipeInput> = {},
): RecipeBook {
  const recipes = { mnist: { default: recipe, ...others, smoke: smoke(recipe) } };
  return Object.fromEntries(variants.map((variant) => [variant, recipes]));
}
