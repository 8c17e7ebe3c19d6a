import type { Dataset } from '../src/data/dataset';
import type { FolderData } from '../src/data/image-folder.node';
import { PARTS } from '../src/data/image-listing';
import { printable, problemList } from '../src/data/image-problem';
import { table } from './table';

/** The images of each class in each part, then the files that are not as they should be. */
export function folderText({
  train: { classes },
  counts,
  problems,
  ignored,
}: Pick<FolderData, 'counts' | 'problems' | 'ignored'> & { train: Pick<Dataset, 'classes'> }): string {
  const rows = classes.map((name, label) => ({
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
