import { countLabels } from './class-weights';
import type { LabelledFile, Listing, Part, PerPart } from './image-listing';
import { printable } from './image-problem';
import { stratify } from './stratify';

/** Which images to hold out where the folder has no such part itself. */
export interface HeldOut {
  /** Share of the images, from 0 to below 1. */
  validation?: number | undefined;
  test?: number | undefined;
  seed: number;
}

/** Of each class, where nothing else is told. */
const SHARE = 0.15;

/**
 * The files of each part: those that the folder has, and others held out of its training images at random, the
 * same share of each class.
 *
 * @param refuse throws, where a share is told of a part that the folder has, or a class has too few images
 */
export function partFiles<T extends LabelledFile>(
  { classes, parts }: Pick<Listing, 'classes' | 'parts'>,
  files: readonly T[],
  { validation, test, seed }: HeldOut,
  refuse: (problem: string) => never,
): PerPart<T[]> {
  const shareOf = (part: Part, told: number | undefined, usual: number): number => {
    if (!parts.includes(part)) return told ?? usual;
    return told === undefined
      ? 0
      : refuse(`it has ${part} images of its own, so leave the option '${part}' out`);
  };
  const shares = {
    validation: shareOf('validation', validation, SHARE),
    test: shareOf('test', test, parts.length === 0 ? SHARE : 0),
  };
  const own = (part: Part): T[] => files.filter((file) => file.part === part);
  for (const part of parts) if (own(part).length === 0) refuse(`there is no image in its ${part} part`);

  const labels = new Map(classes.map((name, label) => [name, label]));
  const labelsOf = (some: readonly T[]) => some.map(({ className }) => labels.get(className) as number);
  const hold = (from: readonly T[], share: number): { rest: T[]; heldOut: T[] } => {
    const { rest, heldOut } = stratify(labelsOf(from), share, seed);
    return { rest: rest.map((index) => from[index] as T), heldOut: heldOut.map((index) => from[index] as T) };
  };
  const all = files.filter(({ part }) => part === undefined || part === 'train');
  const { rest, heldOut: forTest } = hold(all, shares.test);
  const { rest: train, heldOut: forValidation } = hold(rest, shares.validation / (1 - shares.test));

  if (all.length === 0) refuse('there is no image in it');
  const countsOf = (some: readonly T[]) => countLabels(labelsOf(some), classes.length);
  const [inAll, inTrain, inValidation, inTest] = [all, train, forValidation, forTest].map(countsOf);
  for (const [label, name] of classes.entries()) {
    const [count, training, validating, testing] = [inAll, inTrain, inValidation, inTest].map(
      (counts) => counts?.[label] ?? 0,
    );
    if (count === 0) refuse(`class '${printable(name)}' has no image to train on`);
    const isShort =
      training === 0 || (shares.validation > 0 && validating === 0) || (shares.test > 0 && testing === 0);
    if (isShort)
      refuse(
        `class '${printable(name)}' has too few images, ${count}: ${training} would be for training, ` +
          `${validating} for validation (${shares.validation} of them) and ${testing} for testing (${shares.test}), ` +
          'expected at least 1 each',
      );
  }
  const [validated, tested] = [
    [...own('validation'), ...forValidation],
    [...own('test'), ...forTest],
  ];
  return {
    train,
    ...(validated.length > 0 && { validation: validated }),
    ...(tested.length > 0 && { test: tested }),
  };
}
