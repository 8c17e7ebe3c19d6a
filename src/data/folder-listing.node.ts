import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ConvzooError } from '../errors';
import { formatNamed } from './image-formats';
import type { LabelledFile, Listing, Part } from './image-listing';
import { printable, type ImageProblem } from './image-problem';
import { refusal } from './refusal.node';

/** Names that folders of the parts go by, in any case. */
const PART_NAMES: ReadonlyMap<string, Part> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
  ['test', 'test'],
  ['testing', 'test'],
]);

interface Entry {
  name: string;
  path: string;
  kind: 'file' | 'folder' | 'other';
}

/**
 * Lists a folder that holds a folder for each class, or such folders under train, val (valid, validation) and
 * test. Folders inside of a class's belong to the class; links are followed; hidden files are passed over.
 *
 * @throws ConvzooError where the folders are not laid out like that
 */
export async function listFolder(root: string): Promise<Listing> {
  const lister = new Lister(root);
  const folders = await lister.folders(root);
  const parts = partsAmong(root, folders);
  if (parts === undefined) {
    for (const { name, path } of folders) await lister.walk(path, name, undefined);
    return lister.listing(root, folders, []);
  }
  lister.ignore(folders.filter((folder) => ![...parts.values()].includes(folder)));
  let trained: Entry[] = [];
  for (const [part, { path }] of parts) {
    const classes = await lister.folders(path);
    for (const { name, path } of classes) await lister.walk(path, name, part);
    if (part === 'train') trained = classes;
  }
  return lister.listing(parts.get('train')?.path ?? root, trained, [...parts.keys()]);
}

/** The folders of the parts, where there are such; a class may be called 'train' among others. */
function partsAmong(root: string, folders: readonly Entry[]): Map<Part, Entry> | undefined {
  const parts = new Map<Part, Entry>();
  for (const folder of folders) {
    const part = PART_NAMES.get(folder.name.toLowerCase());
    if (part === undefined) continue;
    const other = parts.get(part)?.name;
    if (other !== undefined)
      throw new ConvzooError(`${root}: both ${other} and ${folder.name} are named like the ${part} images`);
    parts.set(part, folder);
  }
  if (parts.size === 0 || (parts.size === 1 && folders.length > 1)) return undefined;
  if (parts.has('train')) return parts;
  const names = [...parts.values()].map(({ name }) => name);
  throw new ConvzooError(`${root}: it has a folder ${names.join(' and ')}, and none named train`);
}

/** Walks through folders and remembers what it meets. */
class Lister {
  readonly #files: LabelledFile[] = [];
  readonly #problems: ImageProblem[] = [];
  readonly #ignored: string[] = [];

  constructor(private readonly root: string) {}

  /**
   * The folders in a folder, sorted by name; what else is in it is ignored.
   *
   * @throws ConvzooError where it can't be read
   */
  async folders(folder: string): Promise<Entry[]> {
    const entries = await this.#entries(folder).catch((error: NodeJS.ErrnoException) => {
      throw new ConvzooError(`${folder}: ${refusal(error, folder).reason}`);
    });
    this.ignore(entries.filter(({ kind }) => kind !== 'folder'));
    return entries.filter(({ kind }) => kind === 'folder');
  }

  ignore(entries: readonly Entry[]): void {
    this.#ignored.push(...entries.map(({ path }) => this.#name(path)));
  }

  /**
   * Takes the images of a class.
   *
   * @param above real paths of the folders on the way
   */
  async walk(folder: string, className: string, part: Part | undefined, above: string[] = []): Promise<void> {
    const here = await realpath(folder);
    if (above.includes(here))
      return this.#report(folder, { kind: 'unreadable', reason: 'its links lead in a circle' });
    const entries = await this.#entries(folder).catch((error: NodeJS.ErrnoException) => {
      this.#report(folder, refusal(error, folder));
      return [];
    });
    for (const entry of entries) {
      const { path, kind } = entry;
      if (formatNamed(entry.name) !== undefined) {
        if (kind === 'file') this.#files.push({ path, name: this.#name(path), className, part });
        else
          this.#report(path, {
            kind: 'unreadable',
            reason: kind === 'folder' ? 'it is a folder' : 'it is no file',
          });
      } else if (kind === 'folder') await this.walk(path, className, part, [...above, here]);
      else this.ignore([entry]);
    }
  }

  /**
   * All that was met.
   *
   * @param trunk where the classes were looked for
   * @throws ConvzooError where there are no classes, or a part has one that the training images lack
   */
  listing(trunk: string, classes: readonly Entry[], parts: Part[]): Listing {
    const names = classes.map(({ name }) => name);
    if (names.length === 0) {
      const loose = this.#ignored.find((name) => formatNamed(name) !== undefined);
      throw new ConvzooError(
        `${trunk}: there are no folders in it${loose === undefined ? '' : `, but images such as ${printable(loose)}`}` +
          '; expected one for each class, named like the class, that holds its images',
      );
    }
    const stray = this.#files.find(({ className }) => !names.includes(className));
    if (stray !== undefined)
      throw new ConvzooError(
        `${this.root}: ${printable(stray.name)} is of a class that the training images lack, ` +
          `expected one of ${names.map(printable).join(', ')}`,
      );
    return { classes: names, parts, files: this.#files, problems: this.#problems, ignored: this.#ignored };
  }

  /** What is in a folder, sorted by name, without what is hidden and what can't be followed. */
  async #entries(folder: string): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const found of await readdir(folder, { withFileTypes: true })) {
      if (isHidden(found.name)) continue;
      const path = join(folder, found.name);
      const kind = await kindOf(path, found).catch((error: NodeJS.ErrnoException) => {
        const { kind, reason } = refusal(error, path);
        this.#report(path, { kind, reason: kind === 'missing' ? 'it is a link to nothing' : reason });
      });
      if (kind !== undefined) entries.push({ name: found.name, path, kind });
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #name(path: string): string {
    return relative(this.root, path);
  }

  #report(path: string, problem: Pick<ImageProblem, 'kind' | 'reason'>): void {
    this.#problems.push({ file: this.#name(path), ...problem, isUsed: false });
  }
}

/** Also what file managers leave behind. */
function isHidden(name: string): boolean {
  return name.startsWith('.') || name === '__MACOSX';
}

async function kindOf(path: string, entry: Dirent): Promise<Entry['kind']> {
  const found = entry.isSymbolicLink() ? await stat(path) : entry;
  if (found.isFile()) return 'file';
  return found.isDirectory() ? 'folder' : 'other';
}
