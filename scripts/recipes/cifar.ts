import type { RecipeInput } from '../../src/train/recipe';
import { smoke, type RecipeBook } from './recipe-book';

/** A crop of the image padded by 4 pixels of CIFAR-10's mean grey, and half of the images mirrored. */
export const CROP_AND_FLIP = { shift: 4, flip: true, background: 121 } as const;

/** Common practice for nets that were not made for CIFAR. */
export const PRACTICE: RecipeInput = {
  epochs: 200,
  batchSize: 128,
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  schedule: { name: 'cosine', learningRate: 0.1 },
  loss: { name: 'crossEntropy' },
  augmentation: CROP_AND_FLIP,
};

/** The recipe for each of the variants on CIFAR-10. */
export function onCifar(recipe: RecipeInput, variants: string[]): RecipeBook {
  const recipes = { cifar10: { default: recipe, smoke: smoke(recipe) } };
  return Object.fromEntries(variants.map((variant) => [variant, recipes]));
}
