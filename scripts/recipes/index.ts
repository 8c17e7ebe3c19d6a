import { readFile } from 'node:fs/promises';
import { ConvzooError, messageOf } from '../../src/errors';
import { suggestion } from '../../src/suggest';
import { parseRecipe, type Recipe } from '../../src/train/recipe';
import { ALEXNET } from './alexnet';
import { CAFFENET128 } from './caffenet128';
import { CIRESAN } from './ciresan';
import { EFFNET } from './effnet';
import { FRACTALNET } from './fractalnet';
import { GHOSTNET } from './ghostnet';
import { GOOGLENET } from './googlenet';
import { INCEPTION_RESNET } from './inception-resnet';
import { INCEPTION_V2 } from './inception-v2';
import { INCEPTION_V3 } from './inception-v3';
import { INCEPTION_V4 } from './inception-v4';
import { LENET } from './lenet';
import { MAXOUT } from './maxout';
import { MOBILENET } from './mobilenet';
import { NIN } from './nin';
import { OVERFEAT } from './overfeat';
import type { RecipeBook } from './recipe-book';
import { RESNET } from './resnet';
import { SHUFFLENET } from './shufflenet';
import { SQUEEZENET } from './squeezenet';
import { VGG } from './vgg';
import { XCEPTION } from './xception';

const RECIPES: RecipeBook = {
  ...SHUFFLENET,
  ...MOBILENET,
  ...GHOSTNET,
  ...EFFNET,
  ...ALEXNET,
  ...CAFFENET128,
  ...CIRESAN,
  ...OVERFEAT,
  ...FRACTALNET,
  ...GOOGLENET,
  ...INCEPTION_RESNET,
  ...INCEPTION_V2,
  ...INCEPTION_V3,
  ...INCEPTION_V4,
  ...LENET,
  ...RESNET,
  ...MAXOUT,
  ...NIN,
  ...SQUEEZENET,
  ...VGG,
  ...XCEPTION,
};

/**
 * The recipe of that name for a variant and a data set, or the one in a JSON file if the name ends in `.json`.
 *
 * @throws ConvzooError where there is none, with those that there are
 */
export async function findRecipe(variant: string, dataset: string, name: string): Promise<Recipe> {
  if (name.endsWith('.json')) return parseRecipe(await readRecipe(name), name);
  const byDataset = RECIPES[variant] ?? {};
  const byName = byDataset[dataset];
  if (byName === undefined) {
    const known = Object.keys(byDataset);
    throw new ConvzooError(
      `${variant} has no recipe for ${dataset}${suggestion(dataset, known)}; ` +
        `it has recipes for: ${known.join(', ') || 'no data set'}. A recipe of your own: --recipe FILE.json`,
    );
  }
  const recipe = byName[name];
  if (recipe === undefined) {
    const known = Object.keys(byName);
    throw new ConvzooError(
      `${variant} on ${dataset} has no recipe '${name}'${suggestion(name, known)}; it has: ${known.join(', ')}`,
    );
  }
  return parseRecipe(recipe, `${variant}-${dataset}:${name}`);
}

/** Every recipe as [variant, data set, name]. */
export function recipeNames(): [string, string, string][] {
  return Object.entries(RECIPES).flatMap(([variant, byDataset]) =>
    Object.entries(byDataset).flatMap(([dataset, byName]) =>
      Object.keys(byName).map((name): [string, string, string] => [variant, dataset, name]),
    ),
  );
}

/**
 * The content of a JSON file.
 *
 * @throws ConvzooError where it can't be read, or is no object in JSON
 */
export async function readRecipe(path: string): Promise<object> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new ConvzooError(`recipe ${path} can't be read: ${messageOf(error)}`);
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new ConvzooError(`recipe ${path} is not JSON: ${messageOf(error)}`);
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content;
  throw new ConvzooError(`recipe ${path} holds ${text.trim().slice(0, 40)}, expected an object of fields`);
}
