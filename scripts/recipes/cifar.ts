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

/** As in weiaicunzai/pytorch-cifar100. */
export const STEPPED_PRACTICE: RecipeInput = {
  ...PRACTICE,
  optimizer: { name: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 },
  schedule: { name: 'step', learningRate: 0.1, epochs: [60, 120, 160], factor: 0.2 },
  augmentation: { ...CROP_AND_FLIP, affine: { rotate: 15, scale: 0, shear: 0 } },
};

/**
 * One cycle of 30 epochs where papers have hundreds: Smith 2018, arXiv:1803.09820. It was not chosen among others, so
 * it needs no validation images.
 */
export const SHORT: RecipeInput = {
  epochs: 30,
  batchSize: 128,
  optimizer: { name: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 },
  schedule: { name: 'oneCycle', learningRate: 0.1, rise: 0.2 },
  loss: { name: 'crossEntropy', labelSmoothing: 0.05 },
  augmentation: CROP_AND_FLIP,
  averageDecay: 0.998,
};

/** `SHORT` at half the rate, for nets without batch norm. */
export const SHORT_WITHOUT_NORM: RecipeInput = {
  ...SHORT,
  schedule: { ...SHORT.schedule, learningRate: 0.05 },
};

/** With Adam, for nets that learn slowly by SGD; no weight decay. */
export const SHORT_WITH_ADAM: RecipeInput = {
  ...SHORT,
  optimizer: { name: 'adam' },
  schedule: { ...SHORT.schedule, learningRate: 1e-3 },
};

/** As many epochs as two cores have time for with most nets, and crops of 2 pixels as in Jordan 2024, arXiv:2404.00498. */
const brief = (recipe: RecipeInput): RecipeInput => ({
  ...recipe,
  epochs: 10,
  augmentation: { ...CROP_AND_FLIP, shift: 2 },
});

/** For nets that are much faster so. */
export const inBfloat16 = (recipe: RecipeInput): RecipeInput => ({ ...recipe, precision: 'bfloat16' });

export const BRIEF = brief(SHORT);
export const BRIEF_WITHOUT_NORM = brief(SHORT_WITHOUT_NORM);
export const BRIEF_WITH_ADAM = brief(SHORT_WITH_ADAM);
export const BRIEF_MIXED = inBfloat16(BRIEF);

/** For nets that take minutes for an epoch on one core. */
export const BRIEFEST: RecipeInput = { ...BRIEF_MIXED, epochs: 6 };

/** The recipe for each of the variants on CIFAR-10, and others beside it by their names. */
export function onCifar(
  recipe: RecipeInput,
  variants: string[],
  others: Record<string, RecipeInput> = {},
): RecipeBook {
  const recipes = { cifar10: { default: recipe, ...others, smoke: smoke(recipe) } };
  return Object.fromEntries(variants.map((variant) => [variant, recipes]));
}
