import { z } from 'zod';
import { ConvzooError } from '../errors';
import { Random } from '../random';
import { recipeFields, type Recipe } from '../train/recipe';

const count = z.int().positive();
const rate = z.number().positive();

const finetuneRecipe = z
  .strictObject({
    /**
     * - `full`: the new head first, then stage by stage of the net with it;
     * - `feature`: the new head alone, on embeddings that are computed once.
     */
    mode: z.enum(['full', 'feature']).default('full'),
    /** Draws the head's initial weights, order of images, augmentation and the validation split. */
    seed: recipeFields.seed,
    /** Images a step; all of them where there are fewer. */
    batchSize: count.default(32),
    optimizer: recipeFields.optimizer.prefault({ name: 'adamw', weightDecay: 0.01 }),
    /** How the learning rate moves in each phase. */
    schedule: z.enum(['constant', 'linear', 'cosine']).default('cosine'),
    labelSmoothing: recipeFields.validation.unwrap().default(0),
    augmentation: recipeFields.augmentation,
    mixup: recipeFields.mixup,
    classWeights: recipeFields.classWeights,
    clipNorm: recipeFields.clipNorm,
    /**
     * The first phase: the net is frozen, its batch norms use the statistics that they have and leave them alone. Of
     * 5 epochs unless told, in `feature` mode, where it is all there is, of 40.
     */
    head: z.strictObject({ epochs: count.exactOptional(), learningRate: rate.default(0.01) }).prefault({}),
    /** In `full` mode the phases after it: how many of the last stages of the net are trained with the head. */
    unfreeze: z
      .array(
        z.strictObject({ stages: z.union([count, z.literal('all')]), epochs: count, learningRate: rate }),
      )
      .readonly()
      .default([
        { stages: 1, epochs: 5, learningRate: 0.01 },
        { stages: 'all', epochs: 20, learningRate: 0.01 },
      ]),
    /** What the rate of each stage is multiplied by for the one before it; the head's, for the last stage. */
    stageDecay: rate.max(1).default(0.7),
    /** Whether batch norms of stages that are trained stay frozen. */
    batchNorm: z.enum(['trained', 'frozen']).default('trained'),
    /** In `feature` mode: augmented copies of each image whose embeddings are learned too, beside its own. */
    copies: z.int().nonnegative().default(0),
    /** Part of the training images that is held out to choose by, where no validation images are given; 0: none. */
    validation: recipeFields.validation.unwrap().default(0.2),
    /** Epochs without a better validation accuracy before a phase stops and goes back to its best weights. */
    patience: count.default(10),
  })
  .transform(({ head, ...recipe }) => ({
    ...recipe,
    head: { ...head, epochs: head.epochs ?? (recipe.mode === 'feature' ? 40 : 5) },
  }));

/** How a net is fine-tuned, as data. */
export type FinetuneRecipe = z.output<typeof finetuneRecipe>;
/** A recipe as it is written: what has a default may be left out. */
export type FinetuneRecipeInput = z.input<typeof finetuneRecipe>;

/** A part of a fine-tuning: a training of its own. */
export interface Phase {
  /** How many of the net's last stages are trained with the head. */
  stages: number | 'all';
  epochs: number;
  learningRate: number;
}

/**
 * Checks a recipe and fills in the defaults.
 *
 * @throws ConvzooError that names each field that is missing, unknown or out of range
 */
export function parseFinetuneRecipe(input: unknown, name = 'finetune'): FinetuneRecipe {
  const parsed = finetuneRecipe.safeParse(input);
  if (!parsed.success) throw new ConvzooError(`recipe '${name}':\n${z.prettifyError(parsed.error)}`);
  const { mode, copies, augmentation, mixup } = parsed.data;
  const fail = (problem: string): never => {
    throw new ConvzooError(`recipe '${name}': ${problem}`);
  };
  if (copies > 0 && augmentation === undefined) fail('copies need an augmentation');
  if (mode === 'full' && copies > 0) fail("copies are of mode 'feature'; 'full' augments at each epoch");
  if (mode === 'feature' && augmentation !== undefined && copies === 0)
    fail("mode 'feature' augments copies of the images: tell how many copies");
  if (mode === 'feature' && mixup !== undefined) fail("mode 'feature' has no images to mix");
  return parsed.data;
}

/** The trainings that a fine-tuning consists of. */
export function phasesOf({ mode, head, unfreeze }: FinetuneRecipe): Phase[] {
  return [{ stages: 0, ...head }, ...(mode === 'full' ? unfreeze : [])];
}

/**
 * A phase as a training.
 *
 * @param index of the phase, counted from 0
 * @param images to train on
 * @param isJudged whether there are validation images
 * @param rateFactors by layer
 */
export function recipeOfPhase(
  recipe: FinetuneRecipe,
  { epochs, learningRate }: Phase,
  index: number,
  {
    images,
    isJudged,
    rateFactors,
  }: { images: number; isJudged: boolean; rateFactors: Record<string, number> },
): Recipe {
  const { mode, seed, batchSize, optimizer, schedule, labelSmoothing, patience } = recipe;
  const { augmentation, mixup, classWeights, clipNorm } = recipe;
  return {
    epochs,
    batchSize: Math.min(batchSize, images),
    seed: new Random(seed, index).integer(2 ** 31),
    optimizer,
    schedule: { name: schedule, learningRate, warmupEpochs: 0 },
    loss: { name: 'crossEntropy', labelSmoothing },
    ...(augmentation && mode === 'full' && { augmentation }),
    ...(mixup && { mixup }),
    ...(classWeights && { classWeights }),
    ...(clipNorm !== undefined && { clipNorm }),
    ...(Object.keys(rateFactors).length > 0 && { rateFactors }),
    ...(isJudged && { patience }),
    auxiliaryWeights: [],
    deviations: [],
  };
}
