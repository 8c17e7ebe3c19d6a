import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Card } from './card';
import { Classifier } from './classifier';
import { ConvzooError } from './errors';
import { decodeImage, type NodeImage } from './image.node';
import { packageRoot } from './package.node';
import {
  address,
  isAddress,
  isUrl,
  loadFrom,
  readCard,
  tagOf,
  tagOfCard,
  urlSource,
  type PretrainedOptions,
  type WeightsSource,
} from './pretrained';
import { suggestion } from './suggest';
import { CARD_FILE } from './weights/card-files';

/**
 * Loads trained weights. The layers must have been imported.
 *
 * @param name a variant with `dataset`, or `<variant>-<dataset>`; or a path (with a slash, or starting with a
 *   dot) or an http(s) URL of a folder of weights
 * @param options `from` is a path or URL; default: the weights that come with this package
 * @throws ConvzooError where nothing has that name (it suggests the nearest that is there), no engine runs, a file is
 *   missing, differs from its hash in the card, or does not fit the card
 */
export async function load(name: string, options: PretrainedOptions = {}): Promise<Classifier<NodeImage>> {
  const { card, model } = await loadFrom(await findSource(name, options));
  return new Classifier(card, model, decodeImage);
}

/** The folders of weights that come with this package, by what they are of. */
export async function pretrainedTags(): Promise<{ tag: string; variant: string; dataset: string }[]> {
  const cards = await pretrainedCards();
  return cards.map((card) => ({ tag: tagOfCard(card), variant: card.variant, dataset: card.dataset.name }));
}

/** The cards of the weights that come with this package. */
export async function pretrainedCards(): Promise<Card[]> {
  const names = await readdir(packagedWeights()).catch((): string[] => []);
  const folders = names.sort().map((name) => join(packagedWeights(), name));
  const weights = folders.filter((folder) => existsSync(join(folder, CARD_FILE)));
  return Promise.all(weights.map((folder) => readCard(folderSource(folder))));
}

/** The folder of the weights that come with this package. */
export function packagedWeights(): string {
  return join(packageRoot(), 'weights');
}

async function findSource(name: string, options: PretrainedOptions): Promise<WeightsSource> {
  const place = await findWeights(name, options);
  return isUrl(place) ? urlSource(place) : folderSource(place);
}

/**
 * Path or URL of a folder of weights, by a name as `load` takes it.
 *
 * @throws ConvzooError where nothing has that name
 */
export async function findWeights(name: string, options: PretrainedOptions = {}): Promise<string> {
  if (isAddress(name)) return address(name, options);
  const tag = tagOf(name, options);
  const from = options.from ?? packagedWeights();
  if (isUrl(from)) return `${from.replace(/\/+$/, '')}/${tag}`;
  const present = await readdir(from).catch((): string[] => []);
  if (present.includes(tag)) return join(from, tag);
  throw new ConvzooError(
    `no weights are named '${tag}'${remedy(tag, present)}; looked in ${from}, which has ${present.join(', ') || 'none'}`,
  );
}

/** The folder of that name, the weights of that variant, else those with the nearest name. */
function remedy(tag: string, present: readonly string[]): string {
  if (existsSync(join(tag, CARD_FILE))) return `; did you mean './${tag}'?`;
  const [variant = '', dataset = ''] = tag.split('-');
  const named = (start: string) => present.filter((each) => each.startsWith(start) && each.endsWith(dataset));
  const plain = named(`${variant}-`);
  const ofVariant = plain.length > 0 ? plain : named(`${variant}_`);
  if (ofVariant.length === 0) return suggestion(tag, present);
  return `; did you mean ${ofVariant.map((each) => `'${each}'`).join(' or ')}?`;
}

/** A folder of weights on the disk. */
export function folderSource(folder: string): WeightsSource {
  return {
    location: folder,
    async read(file) {
      const path = join(folder, file);
      const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw new ConvzooError(`${path} can't be read: ${error.message}`);
        throw new ConvzooError(
          `${path}: there is no such file; a folder of weights holds card.json, model.json and the shards they name`,
        );
      });
      return new Uint8Array(content);
    },
  };
}
