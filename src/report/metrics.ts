import { ConvzooError } from '../errors';

/** What a classifier says of one image, beside what is true. */
export interface Verdict {
  /** Which image, counted from 0. */
  image: number;
  /** Its class. */
  label: number;
  /** The class with the largest probability; of equal ones the first. */
  prediction: number;
  /** Of the predicted class, 0 to 1. */
  probability: number;
}

/** How well one class is found. Where there is nothing to divide by, a share is undefined. */
export interface ClassMetrics {
  /** Of the images said to be of the class, the share that is. */
  precision: number | undefined;
  /** Of the images of the class, the share that is found. */
  recall: number | undefined;
  /** The harmonic mean of precision and recall. */
  f1: number | undefined;
  /** Images of the class. */
  support: number;
}

/** A mistake that is made again and again. */
export interface Confusion {
  label: number;
  prediction: number;
  images: number;
  /** Of the images of the class `label`. */
  share: number;
}

/** Images whose probability is in (from, to]. */
export interface CalibrationBin {
  from: number;
  to: number;
  images: number;
  /** Mean probability of the predicted class; undefined without images. */
  confidence: number | undefined;
  /** Share classified correctly; undefined without images. */
  accuracy: number | undefined;
}

export interface Calibration {
  bins: CalibrationBin[];
  /** Mean distance of accuracy and confidence over all images, 0 to 1. */
  expectedError: number;
}

/**
 * The likeliest class of each image.
 *
 * @param probabilities `[images, classes]`, row by row, 0 to 1
 * @param labels one index of a class for each image
 * @throws ConvzooError where there are no images, lengths disagree, a label has no class, or a probability is not
 *   a number from 0 to 1
 */
export function verdictsOf(probabilities: Float32Array, labels: ArrayLike<number>): Verdict[] {
  const images = labels.length;
  const classes = probabilities.length / images;
  if (images === 0 || classes === 0 || !Number.isInteger(classes)) {
    throw new ConvzooError(
      `${probabilities.length} probabilities for ${images} images, expected as many for each of them`,
    );
  }
  return Array.from({ length: images }, (_, image) => {
    const label = labels[image] as number;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new ConvzooError(`image ${image} has label ${label}, expected 0 to ${classes - 1}`);
    }
    const row = probabilities.subarray(image * classes, (image + 1) * classes);
    // Rounding may lift a sum of exponentials a little above 1.
    const stray = row.find((value) => !(value >= 0 && value <= 1 + 1e-5));
    if (stray !== undefined) {
      throw new ConvzooError(`image ${image} has the probability ${stray}, expected 0 to 1`);
    }
    const prediction = row.reduce((best, value, i) => (value > (row[best] as number) ? i : best), 0);
    return { image, label, prediction, probability: Math.min(1, row[prediction] as number) };
  });
}

/** Share of images classified correctly, 0 to 1. */
export function accuracyOf(verdicts: readonly Verdict[]): number {
  return verdicts.filter(isRight).length / verdicts.length;
}

export function isRight({ label, prediction }: Verdict): boolean {
  return label === prediction;
}

/**
 * Counts of images: a row for each class that is true, a column for each that is predicted.
 *
 * @param classes how many there are
 * @throws ConvzooError where a verdict is of a class that is not one of them
 */
export function confusionMatrix(verdicts: readonly Verdict[], classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { label, prediction } of verdicts) {
    const row = matrix[label];
    if (row?.[prediction] === undefined) {
      throw new ConvzooError(`class ${label} taken for ${prediction}: expected 0 to ${classes - 1}`);
    }
    row[prediction]++;
  }
  return matrix;
}

/**
 * How well each class is found.
 *
 * @param matrix of `confusionMatrix`: as many columns as rows
 */
export function classMetrics(matrix: readonly (readonly number[])[]): ClassMetrics[] {
  return matrix.map((row, label) => {
    const found = row[label] ?? 0;
    const support = sum(row);
    const predicted = sum(matrix.map((each) => each[label] ?? 0));
    return {
      precision: ratio(found, predicted),
      recall: ratio(found, support),
      f1: ratio(2 * found, support + predicted),
      support,
    };
  });
}

/** The mistakes that are made most often, the most frequent first. */
export function topConfusions(matrix: readonly (readonly number[])[], count: number): Confusion[] {
  return matrix
    .flatMap((row, label) => {
      const support = sum(row);
      return row.map((images, prediction) => ({ label, prediction, images, share: images / support }));
    })
    .filter(({ label, prediction, images }) => images > 0 && label !== prediction)
    .sort((a, b) => b.images - a.images)
    .slice(0, count);
}

/**
 * How far probabilities can be trusted: the accuracy of images in bins by their confidence.
 * Guo et al. 2017, arXiv:1706.04599, section 2.
 *
 * @param verdicts of one image at least
 * @param bins of equal width, 1 or more; 15 unless told, as in the paper
 * @throws ConvzooError where there are no verdicts, or bins is no whole number above 0
 */
export function calibrationOf(verdicts: readonly Verdict[], bins = 15): Calibration {
  if (verdicts.length === 0) throw new ConvzooError('calibration: no images, expected one at least');
  if (!Number.isInteger(bins) || bins < 1) {
    throw new ConvzooError(`calibration: bins is ${bins}, expected a whole number above 0`);
  }
  const members: Verdict[][] = Array.from({ length: bins }, () => []);
  for (const verdict of verdicts) {
    members[Math.max(0, Math.ceil(verdict.probability * bins) - 1)]?.push(verdict);
  }
  const counted = members.map((inside, i) => ({
    from: i / bins,
    to: (i + 1) / bins,
    images: inside.length,
    confidence: ratio(sum(inside.map(({ probability }) => probability)), inside.length),
    accuracy: ratio(inside.filter(isRight).length, inside.length),
  }));
  const gaps = counted.map(
    ({ images, confidence = 0, accuracy = 0 }) => images * Math.abs(accuracy - confidence),
  );
  return { bins: counted, expectedError: sum(gaps) / verdicts.length };
}

/** The mistakes that the classifier was surest of, the surest first. */
export function confidentMistakes(verdicts: readonly Verdict[], count: number): Verdict[] {
  return verdicts
    .filter((verdict) => !isRight(verdict))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count);
}

/** The mean of those that are known; undefined where none is. */
export function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return ratio(sum(known), known.length);
}

function ratio(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
