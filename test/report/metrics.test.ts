import { ConvzooError } from '../../src/errors';
import {
  accuracyOf,
  calibrationOf,
  classMetrics,
  confidentMistakes,
  confusionMatrix,
  meanOf,
  topConfusions,
  verdictsOf,
  type Verdict,
} from '../../src/report/metrics';

/** Three classes: two images of class 0, three of class 1, none of class 2. */
const PROBABILITIES = Float32Array.from(
  [
    [0.7, 0.2, 0.1],
    [0.1, 0.3, 0.6],
    [0.5, 0.5, 0],
    [0.05, 0.9, 0.05],
    [0, 0.2, 0.8],
  ].flat(),
);
const LABELS = [0, 0, 1, 1, 1];
const VERDICTS = verdictsOf(PROBABILITIES, LABELS);
const MATRIX = [
  [1, 0, 1],
  [1, 1, 1],
  [0, 0, 0],
];

const verdict = (probability: number, isRight: boolean, image = 0): Verdict => ({
  image,
  label: 0,
  prediction: isRight ? 0 : 1,
  probability,
});

describe('verdicts', () => {
  it('name the likeliest class of each image, of equal ones the first', () => {
    expect(VERDICTS.map(({ prediction }) => prediction)).toEqual([0, 2, 0, 1, 2]);
    expect(VERDICTS.map(({ image, label }) => [image, label])).toEqual(LABELS.map((label, i) => [i, label]));
    expect(VERDICTS[4]?.probability).toBeCloseTo(0.8, 6);
    expect(accuracyOf(VERDICTS)).toBe(2 / 5);
  });

  it.each([
    ['no images', [], [], '0 probabilities for 0 images'],
    ['lengths that disagree', [0.5, 0.5, 0.1], [0, 1], '3 probabilities for 2 images'],
    ['a label without a class', [0.5, 0.5], [2], 'image 0 has label 2, expected 0 to 1'],
    ['a probability that is no number', [0.5, 0.5, NaN, 1], [0, 1], 'image 1 has the probability NaN'],
    ['a score in place of a probability', [3, 0.5], [0], 'image 0 has the probability 3'],
  ])('are refused for %s', (_, probabilities, labels, message) => {
    expect(() => verdictsOf(Float32Array.from(probabilities), labels)).toThrow(message);
  });
});

test('a confusion matrix has rows of true and columns of predicted classes', () => {
  expect(confusionMatrix(VERDICTS, 3)).toEqual(MATRIX);
  expect(() => confusionMatrix(VERDICTS, 2)).toThrow('class 0 taken for 2: expected 0 to 1');
});

test('precision, recall and F1 are shares of a column, of a row and of both, undefined where there is none', () => {
  const [zero, one, two] = classMetrics(MATRIX);
  expect(zero).toEqual({ precision: 1 / 2, recall: 1 / 2, f1: 1 / 2, support: 2 });
  expect(one).toEqual({ precision: 1, recall: 1 / 3, f1: 1 / 2, support: 3 });
  expect(two).toEqual({ precision: 0, recall: undefined, f1: 0, support: 0 });
  expect(
    classMetrics([
      [2, 0],
      [3, 0],
    ])[1],
  ).toEqual({ precision: undefined, recall: 0, f1: 0, support: 3 });
  expect(
    classMetrics([
      [2, 0],
      [0, 0],
    ])[1],
  ).toEqual({
    precision: undefined,
    recall: undefined,
    f1: undefined,
    support: 0,
  });
});

test('a mean leaves out what is not known', () => {
  expect(meanOf([0.5, undefined, 1])).toBe(0.75);
  expect(meanOf([undefined])).toBeUndefined();
});

test('top confusions are the most frequent mistakes, with their share of the true class', () => {
  const matrix = [
    [8, 2],
    [5, 15],
  ];
  expect(topConfusions(matrix, 2)).toEqual([
    { label: 1, prediction: 0, images: 5, share: 0.25 },
    { label: 0, prediction: 1, images: 2, share: 0.2 },
  ]);
  expect(topConfusions(matrix, 1)).toHaveLength(1);
  expect(
    topConfusions(
      [
        [3, 0],
        [0, 3],
      ],
      5,
    ),
  ).toEqual([]);
});

describe('calibration', () => {
  it('averages confidence and accuracy in bins that include their upper end', () => {
    const { bins, expectedError } = calibrationOf(
      [verdict(0.2, true), verdict(0.5, false), verdict(0.75, true), verdict(1, true), verdict(1, false)],
      2,
    );
    expect(bins).toEqual([
      { from: 0, to: 0.5, images: 2, confidence: 0.35, accuracy: 0.5 },
      { from: 0.5, to: 1, images: 3, confidence: 2.75 / 3, accuracy: 2 / 3 },
    ]);
    expect(expectedError).toBeCloseTo((2 * 0.15 + 3 * 0.25) / 5, 12);
  });

  it.each([0, 2.5, NaN])('is refused in %d bins', (bins) => {
    const attempt = () => calibrationOf([verdict(0.5, true)], bins);
    expect(attempt).toThrow(ConvzooError);
    expect(attempt).toThrow(`calibration: bins is ${bins}, expected a whole number above 0`);
  });

  it('is refused without images', () => {
    expect(() => calibrationOf([])).toThrow('calibration: no images, expected one at least');
  });

  it('leaves empty bins undefined and finds no fault where accuracy is as said', () => {
    const { bins, expectedError } = calibrationOf([verdict(0.5, true), verdict(0.5, false)]);
    expect(bins).toHaveLength(15);
    expect(bins.filter(({ images }) => images > 0)).toHaveLength(1);
    expect(bins[0]).toMatchObject({ images: 0, confidence: undefined, accuracy: undefined });
    expect(expectedError).toBe(0);
  });

  it('has a place for a probability of 0', () => {
    expect(calibrationOf([verdict(0, false)], 4).bins[0]?.images).toBe(1);
  });
});

test('confident mistakes are the wrong verdicts, the surest first', () => {
  const verdicts = [
    verdict(0.4, false, 0),
    verdict(0.99, true, 1),
    verdict(0.8, false, 2),
    verdict(0.6, false, 3),
  ];
  expect(confidentMistakes(verdicts, 2).map(({ image }) => image)).toEqual([2, 3]);
});
