import { z } from 'zod';
import { ConvzooError, messageOf } from './errors';
import { FITS } from './fit';
import type { OptionValue } from './option-values';
import type { Preprocessing } from './preprocessing';
import { parseFinetuneRecipe, type FinetuneRecipe } from './finetune/recipe';
import { parseRecipe, type Recipe } from './train/recipe';

const text = z.string().min(1);
const count = z.int().positive();
const share = z.number().min(0).max(1);
const pixel = z.number().min(0).max(255);

const preprocessing = z
  .strictObject({
    imageSize: z.tuple([count, count]),
    channels: z.union([z.literal(1), z.literal(3)]),
    fit: z.enum(FITS).exactOptional(),
    order: z.enum(['rgb', 'bgr']).exactOptional(),
    padding: z.int().nonnegative(),
    background: pixel,
    mean: z.array(z.number()),
    std: z.array(z.number().positive()),
  })
  .refine(({ channels, mean, std }) => mean.length === channels && std.length === channels, {
    message: 'mean and std need one value for each channel',
  })
  .refine(({ channels, order }) => channels === 3 || order === undefined, {
    message: 'only colours have an order',
  }) satisfies z.ZodType<Preprocessing>;

const option = z.union([
  z.number(),
  z.string(),
  z.boolean(),
  z.array(z.number()).readonly(),
]) satisfies z.ZodType<OptionValue>;

/** What a recipe's own parser makes of it. */
function recipeBy<R>(parseOne: (input: unknown, name: string) => R) {
  return z.unknown().transform((input, context): R => {
    try {
      return parseOne(input, 'settings');
    } catch (error) {
      context.addIssue({ code: 'custom', message: messageOf(error) });
      return z.NEVER;
    }
  });
}

const namedRecipe = <R>(settings: z.ZodType<R>) => z.strictObject({ name: text, settings });

const runFacts = z.strictObject({
  /** What the weights were trained by. */
  recipe: namedRecipe(recipeBy(parseRecipe)),
  /** The exact command line. */
  command: text,
  /** Of the code that trained. */
  commit: text,
  /** Of the code that went on with the run, where it was another. */
  resumedWith: z.array(text).min(1).exactOptional(),
  engine: z.strictObject({ name: text, version: text, libtensorflow: text.exactOptional() }),
  /** `cores` are those that the run was let use. */
  machine: z.strictObject({ cpu: text, cores: count }),
  /** Of training. */
  minutes: z.number().nonnegative(),
  date: z.iso.date(),
  /** How the run differs from the paper. */
  deviations: z.array(text),
  /** Share of the test images that it was to classify correctly at least. */
  aim: share.exactOptional(),
});

/** The fields of what is known of a run. */
export const { shape: runFactsFields } = runFacts;

const card = z.strictObject({
  /** Version that wrote the card. */
  convzoo: text,
  variant: text,
  family: text,
  /** Of the family's own those that the model was built with, where they aren't the defaults. */
  options: z.record(text, option).exactOptional(),
  paper: z.strictObject({ title: text, authors: text, year: z.int(), reference: text }),
  dataset: z.strictObject({
    name: text,
    /** 'original', or how the pixels differ, e.g. 'JPEG q75 re-encoding'. */
    pixels: text,
    /** Images trained on. */
    train: count,
    /** Images held out of the training set to choose by. */
    validation: z.int().nonnegative(),
    /** 0 where fine-tuning was given none. */
    test: z.int().nonnegative(),
  }),
  classes: z.array(text).min(2),
  /** Shares of images classified correctly, 0 to 1. */
  accuracy: z.strictObject({
    /** On the test set, with the weights as they were trained. */
    float32: share,
    /** On the test set, with the weights as they are in the files. */
    shipped: share,
    /** Images of the test set that were measured. */
    images: count,
    /** Of fine-tuned weights what they were measured on where there was no test set. */
    on: z.enum(['validation', 'training']).exactOptional(),
    /** On the validation images, with the weights as they were trained. */
    validation: share.exactOptional(),
  }),
  /** Parameters that training changes. */
  params: count,
  /** All parameters, moving statistics and fixed codes among them. */
  totalParams: count,
  /** Multiply-adds of convolutions and fully connected layers for one image. */
  macs: count,
  /** Of all shards together. */
  bytes: count,
  dtype: z.enum(['float16', 'float32']),
  /** SHA-256 of model.json and of each shard, in hexadecimal. */
  sha256: z
    .record(
      z.string().regex(/^\w[\w.-]*$/, 'expected a plain file name'),
      z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits'),
    )
    .refine((hashes) => 'model.json' in hashes, { message: "expected one of 'model.json'" }),
  preprocessing,
  ...runFacts.shape,
  recipe: namedRecipe(recipeBy(parseAnyRecipe)),
  /** Of fine-tuned weights: what they began as, `<variant>-<dataset>`. */
  base: text.exactOptional(),
  seed: z.int().nonnegative(),
  /** Trainings by the same recipe with other seeds: shares of the test set, by their weights as they are in files. */
  repeats: z
    .array(z.strictObject({ seed: z.int().nonnegative(), accuracy: share }))
    .min(1)
    .exactOptional(),
  licence: z.literal('Apache-2.0'),
});

function parseAnyRecipe(input: unknown, name: string): Recipe | FinetuneRecipe {
  const isFinetune = typeof input === 'object' && input !== null && 'unfreeze' in input;
  return isFinetune ? parseFinetuneRecipe(input, name) : parseRecipe(input, name);
}

/** All that is known of trained weights: what they are, what they were measured to do, and how to make them again. */
export type Card = z.output<typeof card>;
/** How the weights are stored. */
export type Dtype = Card['dtype'];
/** What only the one who ran the training knows. */
export type RunFacts = z.output<typeof runFacts>;

/**
 * Checks a model card.
 *
 * @param where names the card in errors, e.g. its path
 * @throws ConvzooError that names each field that is missing, unknown or out of range
 */
export function parseCard(input: unknown, where: string): Card {
  return parse(card, input, where);
}

/** As `parseCard`, for the facts of a run. */
export function parseRunFacts(input: unknown, where: string): RunFacts {
  return parse(runFacts, input, where);
}

function parse<T>(schema: z.ZodType<T>, input: unknown, where: string): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new ConvzooError(`${where}: not a valid card:\n${z.prettifyError(parsed.error)}`);
}
