import { SingleBar } from 'cli-progress';
import { imageFolder, type FolderData } from '../src/data/image-folder.node';
import type { ImageFolderOptions } from '../src/data/image-folder-options';
import { PARTS } from '../src/data/image-listing';
import { printable, problemList } from '../src/data/image-problem';
import { table } from './table';

/** Reads a folder of images: a bar on a terminal, then what it holds and what is wrong with it. */
export async function readImageFolder(path: string, options: ImageFolderOptions): Promise<FolderData> {
  const bar = new SingleBar({
    format: 'reading images |{bar}| {value}/{total}, {eta_formatted} left',
    hideCursor: true,
    clearOnComplete: true,
  });
  const onProgress = (done: number, total: number): void => {
    if (bar.isActive) bar.update(done);
    else bar.start(total, done);
  };
  const isSeen = process.stderr.isTTY;
  const data = await imageFolder(path, { ...options, ...(isSeen && { onProgress }) }).finally(() =>
    bar.stop(),
  );
  console.log(folderText(data));
  return data;
}

/** The images of each class in each part, then the files that are not as they should be. */
export function folderText({
  train,
  counts,
  problems,
  ignored,
}: Pick<FolderData, 'train' | 'counts' | 'problems' | 'ignored'>): string {
  const rows = train.classes.map((name, label) => ({
    class: printable(name),
    ...Object.fromEntries(PARTS.flatMap((part) => (counts[part] ? [[part, counts[part][label] ?? 0]] : []))),
  }));
  const [first, ...others] = ignored;
  return [
    table(rows),
    ...(problems.length === 0 ? [] : [`files with problems (${problems.length}):${problemList(problems)}`]),
    ...(first === undefined
      ? []
      : [
          `no part of the data: ${printable(first)}${others.length === 0 ? '' : ` and ${others.length} more`}`,
        ]),
  ].join('\n');
}
