import type { LabelledFile, Part } from './image-listing';
import type { ImageProblem } from './image-problem';

/** Which of several equal files counts: what is held out must stay unseen in training. */
const RANK: readonly (Part | undefined)[] = ['test', 'validation', 'train', undefined];

/** A file and what identifies its content. */
export interface IdentifiedFile extends LabelledFile {
  digest: string;
}

/**
 * Finds files of the same content. Of those of one class the first counts, in the held-out parts before the
 * training images; where they are of several classes, none does.
 *
 * @returns those that don't count, with the reason
 */
export function repeatedFiles<T extends IdentifiedFile>(files: readonly T[]): Map<T, ImageProblem> {
  const byDigest = new Map<string, T[]>();
  for (const file of files) {
    const equal = byDigest.get(file.digest);
    if (equal === undefined) byDigest.set(file.digest, [file]);
    else equal.push(file);
  }
  const problems = new Map<T, ImageProblem>();
  for (const equal of byDigest.values()) {
    const [first, ...later] = equal.sort((a, b) => RANK.indexOf(a.part) - RANK.indexOf(b.part));
    if (first === undefined) continue;
    const other = later.find(({ className }) => className !== first.className);
    if (other === undefined)
      for (const file of later)
        problems.set(file, problem(file, 'duplicate', `its content is that of ${first.name}`));
    else
      for (const file of equal) {
        const { name, className } = file.className === first.className ? other : first;
        problems.set(
          file,
          problem(file, 'contradiction', `its content is that of ${name}, which is of class '${className}'`),
        );
      }
  }
  return problems;
}

function problem({ name }: LabelledFile, kind: 'duplicate' | 'contradiction', reason: string): ImageProblem {
  return { file: name, kind, reason, isUsed: false };
}
