import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { parseCard, type Card, type Dtype } from '../card';
import { checkModel } from '../check-model';
import type { Dataset } from '../data/dataset';
import { ConvzooError } from '../errors';
import { sha256, writeFolderAtomically } from '../files.node';
import { packageVersion } from '../package.node';
import type { Preprocessing } from '../preprocessing';
import { complexity } from '../report/complexity';
import { evaluate, type Evaluation } from '../train/evaluate';
import { CARD_FILE, cardFiles } from './card-files';
import { chooseDtype } from './choose-dtype';
import { MODEL_FILE, packModel, unpackModel, type ModelFiles } from './model-files';

/** What a card tells that neither the model nor its accuracy show. */
export type CardFacts = Omit<
  Card,
  'convzoo' | 'accuracy' | 'params' | 'totalParams' | 'macs' | 'bytes' | 'dtype' | 'sha256' | 'licence'
>;

export interface WrittenWeights {
  /** Trained, with its classifier on top. */
  model: tf.LayersModel;
  facts: CardFacts;
  /** What the card's accuracy is of. */
  measured: Dataset;
  /** What part of the data that is; the test set unless told. */
  part?: Card['accuracy']['on'];
  /** Held out to choose by. */
  validation?: Dataset | undefined;
  /** To choose the dtype by where none is told; not the test set. */
  judges: Dataset;
  /** Where the files go; an export that stands there is replaced. */
  folder: string;
  /** Default: float16 unless it costs accuracy on the judges. */
  dtype?: Dtype | undefined;
}

/**
 * Writes model.json, its shards, card.json and README.md. The card's accuracy is measured with the weights read back
 * from the written files.
 *
 * @throws ConvzooError where the folder holds something else, or facts and model don't fit each other; the folder
 *   then stays as it was
 */
export async function writeWeights(options: WrittenWeights): Promise<Card> {
  const { model, facts, measured, part, validation, judges, folder } = options;
  const { preprocessing } = facts;
  await checkReplaceable(folder);
  checkModel(model, facts, facts.variant);

  const dtype = options.dtype ?? (await chooseDtype(model, judges, preprocessing));
  const files = await packModel(model, dtype);
  const float32 = await evaluate(model, measured, preprocessing);
  const held = validation && (await evaluate(model, validation, preprocessing));
  const counted = {
    convzoo: packageVersion(),
    ...facts,
    ...complexity(model),
    bytes: bytesOfShards(files),
    dtype,
    sha256: Object.fromEntries([...files].map(([name, content]) => [name, sha256(content)])),
    licence: 'Apache-2.0',
  };
  await writeFolderAtomically(folder, async (beside) => {
    for (const [name, content] of files) await writeFile(join(beside, name), content, { flush: true });
    const shipped = await evaluateFiles(beside, [...files.keys()], measured, preprocessing);
    const accuracy = {
      float32: float32.accuracy,
      shipped: shipped.accuracy,
      images: shipped.images,
      ...(part !== undefined && { on: part }),
      ...(held && { validation: held.accuracy }),
    };
    const card = parseCard({ ...counted, accuracy }, join(folder, CARD_FILE));
    for (const [name, text] of Object.entries(cardFiles(card))) {
      await writeFile(join(beside, name), text, { flush: true });
    }
  });
  return parseCard(JSON.parse(await readFile(join(folder, CARD_FILE), 'utf8')), join(folder, CARD_FILE));
}

/** @throws ConvzooError where the folder holds something else than weights */
export async function checkReplaceable(folder: string): Promise<void> {
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

function bytesOfShards(files: ModelFiles): number {
  return [...files].reduce((sum, [name, { length }]) => (name === MODEL_FILE ? sum : sum + length), 0);
}

async function evaluateFiles(
  folder: string,
  names: string[],
  measured: Dataset,
  preprocessing: Preprocessing,
): Promise<Evaluation> {
  const files: ModelFiles = new Map();
  for (const name of names) files.set(name, new Uint8Array(await readFile(join(folder, name))));
  const model = await unpackModel(files, folder);
  try {
    return await evaluate(model, measured, preprocessing);
  } finally {
    model.dispose();
  }
}
