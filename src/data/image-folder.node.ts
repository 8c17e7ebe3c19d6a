import { stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { ConvzooError } from '../errors';
import { listCsv } from './csv-listing.node';
import { Dataset } from './dataset';
import { FileImages } from './file-images.node';
import { fitFile } from './fit-file.node';
import { listFolder } from './folder-listing.node';
import { settingsOf, type ImageFolderOptions, type ImageFolderSettings } from './image-folder-options';
import type { LabelledFile, Listing, PerPart } from './image-listing';
import { printable, problemList, type ImageProblem } from './image-problem';
import { partFiles } from './part-files';
import { readFiles, type FilesRead } from './read-files.node';
import { refusal } from './refusal.node';

/** What a folder holds: data sets, and what there is to know of them. */
export interface FolderData extends PerPart<Dataset> {
  /** Images of each class, in the order of the data sets' `classes`. */
  counts: PerPart<number[]>;
  /** What the images' files are called below the folder or in the CSV, in the order of the data sets. */
  files: PerPart<string[]>;
  /** Files that are not as they should be, sorted by name; left out, but for those whose `isUsed` is true. */
  problems: ImageProblem[];
  /** Files and folders that are no part of the data: not named like images, or outside of the classes. */
  ignored: string[];
}

/** Labels are 16 bit. */
const MOST_CLASSES = 65_536;

/**
 * Images of a folder with their classes, decoded, upright, in sRGB and of one size: a folder for each class, such
 * folders under train, val (or validation) and test, or a CSV of paths and labels. JPEG, PNG, WebP, GIF (its first
 * picture), AVIF and TIFF.
 *
 * Every file is read and decoded once, so that what is wrong is known before any training. Files with the same
 * content count once; where they are of several classes, not at all.
 *
 * @param path a folder, or a file that ends in .csv
 * @throws ConvzooError where it is not there or laid out otherwise, an option is out of range, there are fewer than
 *   two classes, a class has too few images, or with `strict` where files have problems
 */
export async function imageFolder(path: string, options: ImageFolderOptions): Promise<FolderData> {
  const settings = settingsOf(options);
  const listing = await listImages(path);
  const { classes, ignored } = listing;
  checkClasses(path, classes);
  const read = await readFiles(listing.files, settings);
  const problems = [...listing.problems, ...read.problems].sort((a, b) => compare(a.file, b.file));
  const refuse = (message: string): never => {
    const found =
      problems.length === 0 ? '' : `; files with problems (${problems.length}):${problemList(problems)}`;
    throw new ConvzooError(`${path}: ${message}${found}`);
  };
  if (settings.strict && problems.length > 0) refuse('with strict, no file may have a problem');
  const files = partFiles(listing, read.good, settings, refuse);

  const datasets = perPart(files, opener(path, classes, read, settings));
  return {
    ...datasets,
    counts: perPart(datasets, ({ counts }) => counts),
    files: perPart(files, (some) => some.map(({ name }) => name)),
    problems,
    ignored,
  };
}

async function listImages(path: string): Promise<Listing> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new ConvzooError(
      `${path}: ${error.code === 'ENOENT' ? 'there is no such folder' : refusal(error, path).reason}`,
    );
  });
  if (found.isDirectory()) return listFolder(path);
  if (found.isFile() && extname(path).toLowerCase() === '.csv') return listCsv(path);
  throw new ConvzooError(`${path}: it is neither a folder nor a .csv`);
}

function checkClasses(path: string, classes: readonly string[]): void {
  const [only] = classes;
  if (classes.length === 1)
    throw new ConvzooError(
      `${path}: all images are of one class, '${printable(only ?? '')}'; expected two or more`,
    );
  if (classes.length > MOST_CLASSES)
    throw new ConvzooError(`${path}: there are ${classes.length} classes, expected at most ${MOST_CLASSES}`);
}

/** Makes data sets of some of the files: in memory where all pixels were kept, else read as they are needed. */
function opener(
  path: string,
  classes: readonly string[],
  { good, kept }: FilesRead,
  settings: ImageFolderSettings,
): (files: readonly LabelledFile[]) => Dataset {
  const { imageSize, channels, fit, maxPixels } = settings;
  const [height, width] = imageSize;
  const each = height * width * channels;
  const isInMemory = kept.size === good.length;
  const decode = (file: string) => fitFile(file, settings, maxPixels);
  const labels = new Map(classes.map((name, label) => [name, label]));
  return (files) => {
    const paths = files.map((file) => file.path);
    return new Dataset({
      name: basename(resolve(path)).replace(/\.csv$/i, ''),
      imageShape: [height, width, channels],
      classes,
      pixels: `files, resized to ${height}x${width} (${fit})`,
      fit,
      images: isInMemory ? packed(paths, kept, each) : new FileImages(paths, kept, each, decode),
      labels: Uint16Array.from(files, ({ className }) => labels.get(className) as number),
    });
  };
}

/** Pixels of some files, taken out of the store so that they are not held twice. */
function packed(paths: readonly string[], kept: Map<string, Uint8Array>, each: number): Uint8Array {
  const bytes = new Uint8Array(paths.length * each);
  paths.forEach((path, i) => {
    bytes.set(kept.get(path) as Uint8Array, i * each);
    kept.delete(path);
  });
  return bytes;
}

function perPart<T, R>({ train, validation, test }: PerPart<T>, make: (some: T) => R): PerPart<R> {
  return {
    train: make(train),
    ...(validation && { validation: make(validation) }),
    ...(test && { test: make(test) }),
  };
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
