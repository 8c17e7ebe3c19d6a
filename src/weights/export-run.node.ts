import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { parseCard, parseRunFacts, type Card, type Dtype, type RunFacts } from '../card';
import type { Dataset } from '../data/dataset';
import { ConvzooError } from '../errors';
import { sha256, writeFolderAtomically } from '../files.node';
import type { OptionValues } from '../option-values';
import { packageVersion } from '../package.node';
import type { Preprocessing } from '../preprocessing';
import { find } from '../registry';
import { cardReadme } from '../report/card-readme';
import { complexity } from '../report/complexity';
import { evaluate } from '../train/evaluate';
import { splitFor } from '../train/split';
import { checkModel } from '../check-model';
import { chooseDtype } from './choose-dtype';
import { MODEL_FILE, packModel, unpackModel, type ModelFiles } from './model-files';

const CARD_FILE = 'card.json';
/** Training images to choose the dtype by where none were held out. */
const JUDGES = 10_000;

export interface ExportOptions {
  /** Trained, with its classifier on top; its name is its variant's. */
  model: tf.LayersModel;
  /** Of its family's own those that it was built with, where they aren't the defaults; none unless told. */
  options?: OptionValues;
  preprocessing: Preprocessing;
  /** All training images, those too that the recipe holds out. */
  train: Dataset;
  test: Dataset;
  run: RunFacts;
  /** Where the files go, e.g. weights/lenet5-mnist; an export that stands there is replaced. */
  folder: string;
  /** Default: float16 unless it costs accuracy on the held-out images, or without any on training images. */
  dtype?: Dtype;
}

/**
 * Writes model.json, its shards, card.json and README.md. The card's accuracy is measured on the test set with
 * the weights read back from the written files.
 *
 * @throws ConvzooError where the folder holds something else, a fact of the run is missing, or model, data and
 *   preprocessing don't fit each other; the folder then stays as it was
 */
export async function exportRun(options: ExportOptions): Promise<Card> {
  const { model, preprocessing, test, folder, options: built = {} } = options;
  const { name: variant, family, paper } = find(model.name);
  const run = parseRunFacts(options.run, `run of ${variant}`);
  const classes = [...test.classes];
  await checkReplaceable(folder);
  checkSameClasses(options.train, test);
  checkModel(model, { preprocessing, classes }, variant);

  const { train, validation } = splitFor(run.recipe.settings, options.train);
  const dtype = options.dtype ?? (await chooseDtype(model, validation ?? firstImages(train), preprocessing));
  const files = await packModel(model, dtype);
  const float32 = await evaluate(model, test, preprocessing);
  const held = validation && (await evaluate(model, validation, preprocessing));

  const measured = {
    convzoo: packageVersion(),
    variant,
    family,
    ...(Object.keys(built).length > 0 && { options: built }),
    paper,
    dataset: {
      name: test.name,
      pixels: pixelsOf(train, test),
      train: train.size,
      validation: validation?.size ?? 0,
      test: test.size,
    },
    classes,
    ...complexity(model),
    bytes: bytesOfShards(files),
    dtype,
    sha256: Object.fromEntries([...files].map(([name, content]) => [name, sha256(content)])),
    preprocessing,
    ...run,
    seed: run.recipe.settings.seed,
    licence: 'Apache-2.0',
  };
  await writeFolderAtomically(folder, async (beside) => {
    for (const [name, content] of files) await writeFile(join(beside, name), content, { flush: true });
    const shipped = await evaluateFiles(beside, [...files.keys()], test, preprocessing);
    const accuracy = {
      float32: float32.accuracy,
      shipped: shipped.accuracy,
      images: shipped.images,
      ...(held && { validation: held.accuracy }),
    };
    const card = parseCard({ ...measured, accuracy }, join(folder, CARD_FILE));
    await writeFile(join(beside, CARD_FILE), `${JSON.stringify(card, null, 2)}\n`, { flush: true });
    await writeFile(join(beside, 'README.md'), cardReadme(card), { flush: true });
  });
  return parseCard(JSON.parse(await readFile(join(folder, CARD_FILE), 'utf8')), join(folder, CARD_FILE));
}

async function checkReplaceable(folder: string): Promise<void> {
  const content = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw new ConvzooError(`${folder}: the weights can't be written there: ${error.message}`);
  });
  if (content.length > 0 && !content.includes(CARD_FILE)) {
    throw new ConvzooError(
      `${folder}: holds ${content.length} files and no ${CARD_FILE}, so it is no earlier export and is not replaced; ` +
        'name a new or empty folder',
    );
  }
}

function checkSameClasses(train: Dataset, test: Dataset): void {
  if (train.classes.join('\n') !== test.classes.join('\n')) {
    throw new ConvzooError(
      `${train.name} was trained on with the classes ${train.classes.join(', ')}, ` +
        `${test.name} tests the classes ${test.classes.join(', ')}`,
    );
  }
}

function firstImages(dataset: Dataset): Dataset {
  return dataset.subset(Array.from({ length: Math.min(JUDGES, dataset.size) }, (_, i) => i));
}

function pixelsOf(train: Dataset, test: Dataset): string {
  return train.pixels === test.pixels ? test.pixels : `training: ${train.pixels}; test: ${test.pixels}`;
}

function bytesOfShards(files: ModelFiles): number {
  return [...files].reduce((sum, [name, { length }]) => (name === MODEL_FILE ? sum : sum + length), 0);
}

async function evaluateFiles(
  folder: string,
  names: string[],
  test: Dataset,
  preprocessing: Preprocessing,
): Promise<{ accuracy: number; images: number }> {
  const files: ModelFiles = new Map();
  for (const name of names) files.set(name, new Uint8Array(await readFile(join(folder, name))));
  const model = await unpackModel(files, folder);
  try {
    return await evaluate(model, test, preprocessing);
  } finally {
    model.dispose();
  }
}
