import { availableParallelism } from 'node:os';
import { checkFile } from './check-file.node';
import type { ImageForm } from './image-form';
import type { LabelledFile } from './image-listing';
import type { ImageProblem } from './image-problem';
import { inParallel } from './in-parallel';
import { repeatedFiles, type IdentifiedFile } from './repeated-files';

/** Files under way at once: enough for the decoder's threads, whose number is 4 unless the user sets another. */
const AT_A_TIME = Math.max(4, availableParallelism());

export interface ReadOptions extends ImageForm {
  /** Bytes of pixels to keep. */
  memoryLimit: number;
  /** Width times height, above which an image is not decoded. */
  maxPixels: number;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface FilesRead {
  /** Those that can be used, in the order given. */
  good: IdentifiedFile[];
  /** Pixels by path, of as many of them as may be kept. */
  kept: Map<string, Uint8Array>;
  problems: ImageProblem[];
}

/** Reads and decodes all files once. */
export async function readFiles(files: readonly LabelledFile[], options: ReadOptions): Promise<FilesRead> {
  const { imageSize, channels, memoryLimit, maxPixels, onProgress } = options;
  const mostKept = Math.floor(memoryLimit / (imageSize[0] * imageSize[1] * channels));
  const kept = new Map<string, Uint8Array>();
  const problems: ImageProblem[] = [];
  const misnamed = new Map<string, string>();
  let done = 0;
  const checked = await inParallel(files, AT_A_TIME, async (file): Promise<IdentifiedFile[]> => {
    const found = await checkFile(file.path, file.name, options, maxPixels);
    onProgress?.(++done, files.length);
    if ('reason' in found) {
      problems.push(found);
      return [];
    }
    if (kept.size < mostKept) kept.set(file.path, found.pixels);
    if (found.format !== undefined) misnamed.set(file.path, found.format);
    return [{ ...file, digest: found.digest }];
  });

  const readable = checked.flat();
  const repeated = repeatedFiles(readable);
  problems.push(...repeated.values());
  const good = readable.filter((file) => !repeated.has(file));
  const used = new Set(good.map(({ path }) => path));
  for (const path of kept.keys()) if (!used.has(path)) kept.delete(path);
  for (const { path, name } of good) {
    const format = misnamed.get(path);
    if (format === undefined) continue;
    const reason = `it is ${format} by its content, not what its name says`;
    problems.push({ file: name, kind: 'wrong extension', reason, isUsed: true });
  }
  return { good, kept, problems };
}
