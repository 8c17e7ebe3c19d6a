import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import type { Card } from '../card';
import { checkModel } from '../check-model';
import { create } from '../create';
import { ConvzooError } from '../errors';
import type { OptionValues } from '../option-values';
import { readCard, readWhole, wrongCounts } from '../pretrained';
import { folderSource } from '../pretrained.node';
import type { InputShape } from '../registry';
import { complexity } from '../report/complexity';
import { cardFiles, README_FILE } from './card-files';
import { MODEL_FILE, unpackModel, type ModelFiles } from './model-files';

/** What a folder of weights came to. */
export interface Inspection {
  /** A sentence for each thing that is not as the card says. */
  problems: string[];
  /** Where it can be read. */
  card?: Card;
  /** Where its files are whole; the caller disposes of it. */
  model?: tf.LayersModel;
}

/**
 * Recomputes what the card of a folder of weights says of its files: hashes, bytes, counts of the model and of the
 * one that the variant and its options make, and README.md.
 */
export async function inspectWeights(folder: string): Promise<Inspection> {
  const problems: string[] = [];
  const trying = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConvzooError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  };

  const source = folderSource(folder);
  const card = await trying(() => readCard(source));
  if (card === undefined) return { problems };
  const files: ModelFiles = new Map();
  for (const [file, hash] of Object.entries(card.sha256)) {
    const content = await trying(() => readWhole(source, file, hash));
    if (content !== undefined) files.set(file, content);
  }
  problems.push(...(await wrongBytes(folder, card)), ...(await wrongReadme(folder, card)));
  const isWhole = files.size === Object.keys(card.sha256).length;
  const model = isWhole ? await trying(() => unpackModel(files, folder)) : undefined;
  if (model === undefined) return { problems, card };
  await trying(() => checkModel(model, card, folder));
  problems.push(...wrongCounts(card, complexity(model), folder));
  await trying(() => checkMade(model, card, folder));
  return { problems, card, model };
}

async function wrongReadme(folder: string, card: Card): Promise<string[]> {
  const path = join(folder, README_FILE);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return [`${path}: there is no such file`];
  return text === cardFiles(card)[README_FILE]
    ? []
    : [`${path}: it is not what its card makes; npm run readme writes it`];
}

async function wrongBytes(folder: string, { bytes, sha256 }: Card): Promise<string[]> {
  const shards = Object.keys(sha256).filter((file) => file !== MODEL_FILE);
  const sizes = await Promise.all(
    shards.map((file) =>
      stat(join(folder, file)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const found = sizes.reduce((sum, size) => sum + size, 0);
  return found === bytes ? [] : [`${folder}: the card says ${bytes} bytes, the shards have ${found}`];
}

/** @throws ConvzooError where the variant with these options is another model than the one in the files */
function checkMade(model: tf.LayersModel, { variant, options = {}, classes }: Card, where: string): void {
  const [, ...inputShape] = model.inputs[0]?.shape ?? [];
  const common = { inputShape: inputShape as unknown as InputShape, classes: classes.length };
  const made = create<OptionValues>(variant, { ...options, ...common });
  const [expected, found] = [made, model].map((each) => JSON.stringify(complexity(each)));
  made.dispose();
  if (found === expected) return;
  throw new ConvzooError(`${where}: ${variant} with the card's options has ${expected}, the files ${found}`);
}
