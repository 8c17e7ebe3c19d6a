/**
 * What is wrong with a file: 'damaged' is no image, or one that can't be decoded; 'duplicate' has the content of
 * another file of its class, 'contradiction' that of a file of another class.
 */
export type ProblemKind =
  | 'missing'
  | 'unreadable'
  | 'empty'
  | 'too large'
  | 'damaged'
  | 'duplicate'
  | 'contradiction'
  | 'wrong extension';

/** A file of a folder of images that is not as it should be. */
export interface ImageProblem {
  /** As it is called below the folder, or in the CSV. */
  file: string;
  kind: ProblemKind;
  /** For people, e.g. 'it is empty'. */
  reason: string;
  /** Whether its image is among the data all the same: true of a wrong extension alone. */
  isUsed: boolean;
}

/** A line for people; what names may hold of control characters is escaped. */
export function problemText({ file, reason, isUsed }: ImageProblem): string {
  return printable(`${file}: ${reason}${isUsed ? '; used all the same' : ''}`);
}

/** A file's name in which control characters, line ends among them, are escaped. */
export function printable(name: string): string {
  return name.replaceAll(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The first of them, a line each. */
export function problemList(problems: readonly ImageProblem[]): string {
  const SHOWN = 20;
  const lines = problems.slice(0, SHOWN).map(problemText);
  if (problems.length > SHOWN) lines.push(`and ${problems.length - SHOWN} more`);
  return lines.map((line) => `\n  ${line}`).join('');
}
