import { parseCard, type Card } from './card';
import { Classifier } from './classifier';
import { ConvzooError, messageOf } from './errors';
import type { ImageInput } from './image';
import { labelOf } from './option-values';
import { checkEngine } from './check-engine';
import { checkModel } from './check-model';
import { complexity } from './report/complexity';
import { unpackModel, type ModelFiles } from './weights/model-files';

export interface PretrainedOptions {
  /** Data set that the weights were trained on, e.g. `mnist`; may stand in the name instead: `lenet5-mnist`. */
  dataset?: string;
  /** Where the folders `<variant>-<dataset>` lie. */
  from?: string;
}

/** A folder of weights: card.json, model.json and shards. */
export interface WeightsSource {
  /** Path or URL, for errors. */
  location: string;
  /** @throws ConvzooError where there is no such file */
  read(file: string): Promise<Uint8Array<ArrayBuffer>>;
}

/**
 * Loads trained weights over HTTP(S). The layers must have been imported.
 *
 * @param name a variant or `<variant>-<dataset>` below `from`, or the URL of a folder of weights
 * @throws ConvzooError where no engine runs, a file is missing, differs from its hash in the card, or does not fit the
 *   card
 */
export async function load(name: string, options: PretrainedOptions = {}): Promise<Classifier<ImageInput>> {
  const { card, model } = await loadFrom(urlSource(folderUrl(name, options)));
  return new Classifier(card, model, (image) => image);
}

function folderUrl(name: string, options: PretrainedOptions): string {
  if (isAddress(name)) return address(name, options);
  const tag = tagOf(name, options);
  if (options.from !== undefined) return `${options.from.replace(/\/+$/, '')}/${tag}`;
  throw new ConvzooError(
    `load: no place is known for '${tag}'; expected { from: <URL of the folder that holds ${tag}/> }, or a URL as the name${inNode()}`,
  );
}

/** The weights of the package and those in folders are for the other entry. */
function inNode(): string {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node === undefined ? '' : '; in Node, import load from convzoo/node';
}

/** Whether a name is a path or URL rather than a tag. */
export function isAddress(name: string): boolean {
  return /[/\\]/.test(name) || name.startsWith('.');
}

export function isUrl(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

/** The name of a folder of weights, where it is an address. */
export function address(name: string, options: PretrainedOptions): string {
  for (const option of ['dataset', 'from'] as const) {
    if (options[option] === undefined) continue;
    throw new ConvzooError(
      `load: '${name}' is a whole address, ${option}: '${options[option]}' can't be added to it`,
    );
  }
  return name.replace(/[/\\]+$/, '');
}

/** The name of a folder of weights below its place: `<variant>-<dataset>`. */
export function tagOf(name: string, { dataset }: PretrainedOptions): string {
  return dataset === undefined ? name : `${name}-${dataset}`;
}

/** The name of the folder of the weights that the card is of: `<variant>-<dataset>`, options behind the variant. */
export function tagOfCard({
  variant,
  options,
  dataset,
}: Pick<Card, 'variant' | 'options' | 'dataset'>): string {
  return tagOf(labelOf(variant, options), { dataset: dataset.name });
}

/** A folder of weights behind a URL. */
export function urlSource(url: string): WeightsSource {
  return {
    location: url,
    async read(file) {
      const place = `${url}/${file}`;
      try {
        const response = await fetch(place);
        if (response.ok) return new Uint8Array(await response.arrayBuffer());
        throw new Error(`the server answers ${response.status}`);
      } catch (error) {
        const { cause } = error as { cause?: unknown };
        const help = isUrl(url) ? '' : inNode();
        throw new ConvzooError(`${place} can't be fetched: ${messageOf(cause ?? error)}${help}`);
      }
    },
  };
}

/**
 * A card and its model: every file is checked against its hash before any of them is used.
 *
 * @throws ConvzooError as `load`
 */
export async function loadFrom(source: WeightsSource): Promise<{ card: Card; model: Classifier['model'] }> {
  checkEngine();
  const card = await readCard(source);
  const files: ModelFiles = new Map();
  for (const [file, hash] of Object.entries(card.sha256)) {
    files.set(file, await readWhole(source, file, hash));
  }
  const model = await unpackModel(files, source.location);
  try {
    checkModel(model, card, source.location);
    const [wrong] = wrongCounts(card, complexity(model), source.location);
    if (wrong !== undefined) throw new ConvzooError(wrong);
    return { card, model };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** @throws ConvzooError where there is no such file, or its hash is not the card's */
export async function readWhole(
  source: WeightsSource,
  file: string,
  hash: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const content = await source.read(file);
  await checkHash(content, hash, `${source.location}/${file}`);
  return content;
}

/** @throws ConvzooError where there is none, or it is not valid */
export async function readCard(source: WeightsSource): Promise<Card> {
  const where = `${source.location}/card.json`;
  const content = new TextDecoder().decode(await source.read('card.json'));
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw new ConvzooError(`${where}: not JSON: ${messageOf(error)}`);
  }
  return parseCard(json, where);
}

async function checkHash(content: Uint8Array<ArrayBuffer>, expected: string, where: string): Promise<void> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) {
    throw new ConvzooError(
      `${where}: its hash can't be checked, crypto.subtle is missing here; ` +
        'browsers have it on pages served over https or from localhost only',
    );
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', content));
  const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (found !== expected) {
    throw new ConvzooError(`${where} is damaged: its SHA-256 is ${found}, the card says ${expected}`);
  }
}

/** A sentence for each count of a card that the model does not have. */
export function wrongCounts(
  card: Card,
  counts: Pick<Card, 'params' | 'totalParams' | 'macs'>,
  where: string,
): string[] {
  return (['params', 'totalParams', 'macs'] as const)
    .filter((key) => card[key] !== counts[key])
    .map((key) => `${where}: the card says ${card[key]} ${key}, the model has ${counts[key]}`);
}
