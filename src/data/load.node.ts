import { join } from 'node:path';
import { ConvzooError, messageOf } from '../errors';
import { withLock } from '../lock.node';
import { suggestion } from '../suggest';
import { dataFolder } from './cache.node';
import { cifar10Files } from './cifar10.node';
import { Dataset } from './dataset';
import { digits } from './digits';
import { missingFiles, SPLITS, type FileSet, type Split } from './file-set.node';
import { mnistFiles } from './mnist.node';
import { describedPixels, pixelsOf, type ModifiedOptions } from './modified.node';

export type { Split } from './file-set.node';

/** Names that `loadDataset` knows. */
export const DATASETS = ['mnist', 'cifar10', 'digits'] as const;
export type DatasetName = (typeof DATASETS)[number];

const FILE_SETS: readonly FileSet[] = [mnistFiles(), cifar10Files()];
const DIGITS_SIZE: Record<Split, number> = { train: 10_000, test: 2_000 };

export interface LoadOptions extends ModifiedOptions {
  /** Folder of the data sets' files; default `CONVZOO_DATA`, else one in the user's cache. */
  data?: string | undefined;
  /** Fetch files that are missing. Default true. */
  download?: boolean | undefined;
  /** Number of drawn images, for 'digits' alone. Default 10,000 for training and 2,000 for testing. */
  size?: number | undefined;
  /** Names the drawn images, for 'digits' alone; training and test images differ under every seed. Default 0. */
  seed?: number | undefined;
}

/**
 * Loads a data set, and fetches its files first where they are missing.
 *
 * @throws ConvzooError for an unknown name or split, files that are damaged, modified without `allowModified`, or can't be had
 */
export async function loadDataset(name: string, split: Split, options: LoadOptions = {}): Promise<Dataset> {
  if (!SPLITS.includes(split)) {
    throw new ConvzooError(
      `data set '${name}' has no part '${String(split)}', expected ${SPLITS.join(' or ')}${suggestion(String(split), SPLITS)}`,
    );
  }
  if (name === 'digits') {
    const { size = DIGITS_SIZE[split], seed = 0 } = options;
    return digits({ size, seed: split === 'train' ? seed : -1 - seed });
  }
  const set = FILE_SETS.find((candidate) => candidate.name === name);
  if (set === undefined)
    throw new ConvzooError(
      `there is no data set '${name}', expected ${DATASETS.join(', ')}${suggestion(name, DATASETS)}`,
    );
  if (options.size !== undefined)
    throw new ConvzooError(`data set '${name}': its size is fixed; 'size' is for 'digits' alone`);
  return loadFiles(set, split, options);
}

/** Whether `loadDataset` would find a data set without fetching files; false where it knows none of that name. */
export async function isDatasetThere(name: string, split: Split, data?: string): Promise<boolean> {
  if (name === 'digits') return true;
  const set = FILE_SETS.find((candidate) => candidate.name === name);
  return set !== undefined && (await missingFiles(set, dataFolder(data), split)).length === 0;
}

/** As `loadDataset`, for a set that lies in files. */
export async function loadFiles(set: FileSet, split: Split, options: LoadOptions): Promise<Dataset> {
  const folder = dataFolder(options.data);
  const missing = await missingFiles(set, folder, split);
  if (missing.length > 0) {
    if (options.download === false)
      throw new ConvzooError(`${missing.join(', ')} missing; ${layout(set, folder)}`);
    await withLock(folder, set.name, async (signal) => {
      const isStillMissing = (await missingFiles(set, folder, split)).length > 0;
      if (isStillMissing) await set.download(folder, signal);
    }).catch((error: unknown) => {
      throw new ConvzooError(`data set '${set.name}': ${messageOf(error)}\n${layout(set, folder)}`);
    });
  }
  const { images, labels, deviations } = await set.read(folder, split);
  const pixels = await pixelsOf(set.name, join(folder, set.folder), deviations, options);
  const { name, imageShape, classes } = set;
  return new Dataset({ name, images, labels, imageShape, classes, pixels });
}

function layout({ byHand }: FileSet, folder: string): string {
  return `By hand: ${byHand} in ${folder}; or name a folder that has them with --data or CONVZOO_DATA`;
}

export interface DatasetStatus {
  name: string;
  state: 'built in' | 'official' | 'modified' | 'damaged' | 'missing';
  /** One line for people: where it is, what is wrong. */
  detail: string;
}

/**
 * Which data sets are there, and whether they are whole: reads all their files, and fetches none. What is wrong with them
 * is told, not thrown.
 *
 * @param data folder of the data sets' files; default `CONVZOO_DATA`, else one in the user's cache
 */
export async function dataStatus(data?: string): Promise<DatasetStatus[]> {
  const folder = dataFolder(data);
  const files = await Promise.all(FILE_SETS.map((set) => fileSetStatus(set, folder)));
  return [...files, { name: 'digits', state: 'built in', detail: 'drawn by code, needs no files' }];
}

async function fileSetStatus(set: FileSet, folder: string): Promise<DatasetStatus> {
  const { name } = set;
  const own = join(folder, set.folder);
  const missing = (await Promise.all(SPLITS.map((split) => missingFiles(set, folder, split)))).flat();
  if (missing.length > 0) return { name, state: 'missing', detail: `not there: ${missing.join(', ')}` };
  try {
    let modified = 0;
    for (const split of SPLITS) modified += (await set.read(folder, split)).deviations.length;
    if (modified === 0) return { name, state: 'official', detail: own };
    const pixels = (await describedPixels(name, own)) ?? 'not described';
    return {
      name,
      state: 'modified',
      detail: `${own}: ${modified} files are not the official ones; pixels: ${pixels}`,
    };
  } catch (error) {
    return { name, state: 'damaged', detail: messageOf(error) };
  }
}
