import { z } from 'zod';
import { ConvzooError } from '../errors';

const fraction = z.number().min(0).lt(1);
const count = z.int().positive();

const weightDecay = z.number().nonnegative().default(0);

const optimizer = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('sgd'),
    momentum: fraction.default(0),
    nesterov: z.boolean().default(false),
    weightDecay,
  }),
  z.strictObject({
    name: z.enum(['adam', 'adamw']),
    beta1: fraction.default(0.9),
    beta2: fraction.default(0.999),
    epsilon: z.number().positive().default(1e-8),
    weightDecay,
  }),
]);

const rate = { learningRate: z.number().positive(), warmupEpochs: z.number().nonnegative().default(0) };

const schedule = z.discriminatedUnion('name', [
  z.strictObject({ name: z.enum(['constant', 'linear', 'cosine']), ...rate }),
  z.strictObject({
    name: z.literal('step'),
    ...rate,
    epochs: z.array(z.number().positive()),
    factor: fraction,
  }),
  z.strictObject({ name: z.literal('oneCycle'), ...rate, rise: fraction.default(0.3) }),
  z.strictObject({
    name: z.literal('inv'),
    ...rate,
    gamma: z.number().positive(),
    power: z.number().positive(),
  }),
]);

const loss = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('crossEntropy'), labelSmoothing: fraction.default(0) }),
  z.strictObject({ name: z.literal('nearestCode') }),
  z.strictObject({ name: z.literal('codePosterior'), rejection: z.number().positive() }),
]);

const strength = z.number().min(0).max(1);

const augmentation = z.strictObject({
  shift: count.exactOptional(),
  flip: z.boolean().exactOptional(),
  affine: z
    .strictObject({ rotate: z.number().nonnegative(), scale: fraction, shear: strength })
    .exactOptional(),
  elastic: z.strictObject({ alpha: z.number().nonnegative(), sigma: z.number().positive() }).exactOptional(),
  jitter: z
    .strictObject({
      brightness: strength.exactOptional(),
      contrast: strength.exactOptional(),
      saturation: strength.exactOptional(),
    })
    .exactOptional(),
  cutout: count.exactOptional(),
  background: z.int().min(0).max(255).exactOptional(),
});

const recipe = z.strictObject({
  epochs: count,
  batchSize: count,
  /** Draws initial weights, order of images, augmentation and the validation split. */
  seed: z.int().nonnegative().default(1),
  /** Train on this many images, drawn by the seed: for trials. All of them unless told. */
  images: count.exactOptional(),
  /** Initial weights are scaled by the first images, see `lsuv`; the model is one that is not trained yet. */
  lsuv: z.literal(true).exactOptional(),
  optimizer,
  schedule,
  loss,
  augmentation: augmentation.exactOptional(),
  /**
   * Blends each image and its label with another one of the batch, by a weight drawn from Beta(alpha, alpha) for
   * each step. Zhang et al. 2017, arXiv:1710.09412.
   */
  mixup: z.strictObject({ alpha: z.number().positive().max(1) }).exactOptional(),
  /** Weights of the auxiliary heads' losses, beside 1 for the classifier's, in the order of the model's outputs. */
  auxiliaryWeights: z.array(z.number().nonnegative()).default([]),
  /** What an image counts in the loss by its class, in the order of the classes; 1 unless told. */
  classWeights: z.array(z.number().positive()).min(2).exactOptional(),
  /** What the learning rate is multiplied by for the weights of a layer, by its name; by 1 unless told. */
  rateFactors: z.record(z.string(), z.number().positive()).exactOptional(),
  /** What the rates of `Dropout`, `SpatialDropout2D` and `DropPath` are multiplied by in a training by this recipe. */
  dropoutFactor: z.number().min(0).max(1).exactOptional(),
  /** Largest global norm of the gradient; longer ones are scaled down to it. */
  clipNorm: z.number().positive().exactOptional(),
  /** Share of the old average kept at each step, for an exponential moving average of the weights. */
  averageDecay: fraction.exactOptional(),
  /**
   * `bfloat16`: convolutions, products of matrices and what lies between them are computed in it where the engine
   * runs recorded steps and the processor has it; all else, and elsewhere all, is float32.
   */
  precision: z.literal('bfloat16').exactOptional(),
  /** Part of the training images that is held out to choose by. */
  validation: fraction.exactOptional(),
  /** Epochs without a better validation accuracy before training stops and goes back to the best weights. */
  patience: count.exactOptional(),
  /** How it departs from the paper's training. */
  deviations: z.array(z.string()).default([]),
});

/** The fields of a recipe, for recipes of another kind that have some of them too. */
export const { shape: recipeFields } = recipe;

/** How a model is trained, as data. */
export type Recipe = z.output<typeof recipe>;
/** A recipe as it is written: what has a default may be left out. */
export type RecipeInput = z.input<typeof recipe>;

export type OptimizerConfig = Recipe['optimizer'];
export type ScheduleConfig = Recipe['schedule'];
export type LossConfig = Recipe['loss'];

/** Names of the fields that two recipes have different values of. */
export function changedFields(one: Recipe, other: Recipe): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])] as (keyof Recipe)[];
  return names.filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
}

/**
 * Checks a recipe and fills in the defaults.
 *
 * @throws ConvzooError that names each field that is missing, unknown or out of range
 */
export function parseRecipe(input: unknown, name: string): Recipe {
  const parsed = recipe.safeParse(input);
  if (!parsed.success) throw new ConvzooError(`recipe '${name}':\n${z.prettifyError(parsed.error)}`);
  if (parsed.data.patience !== undefined && parsed.data.validation === undefined) {
    throw new ConvzooError(`recipe '${name}': patience needs validation, a fraction of the training images`);
  }
  return parsed.data;
}
