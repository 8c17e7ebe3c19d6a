import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageShape } from './augment';

export const SPLITS = ['train', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** A file whose content is not that of the official data set. */
export interface Deviation {
  path: string;
  /** e.g. 'MD5 6bbc...' */
  found: string;
  expected: string;
}

export interface FileSetContent {
  /** As `Dataset.images`. */
  images: Uint8Array;
  labels: Uint8Array;
  deviations: Deviation[];
}

/** A data set that lies in files under the data folder. */
export interface FileSet {
  name: string;
  /** Its folder under the data folder. */
  folder: string;
  imageShape: ImageShape;
  classes: readonly string[];
  /** What to fetch by hand, and where it goes. */
  byHand: string;
  /** Names of a split's files in `folder`. */
  files(split: Split): string[];
  /** @throws ConvzooError where a file is damaged: its path, what was found and what was expected */
  read(dataFolder: string, split: Split): Promise<FileSetContent>;
  /**
   * Fetches the files that are missing, checks their content and puts them in place.
   *
   * @throws ConvzooError where that is not possible
   */
  download(dataFolder: string, signal: AbortSignal): Promise<void>;
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Paths of a split's files that are not there. */
export async function missingFiles(set: FileSet, dataFolder: string, split: Split): Promise<string[]> {
  const paths = set.files(split).map((file) => join(dataFolder, set.folder, file));
  const present = await Promise.all(paths.map(exists));
  return paths.filter((_, i) => !present[i]);
}
