import { classWeights, countLabels } from '../../src/data/class-weights';
import { ConvzooError } from '../../src/errors';

test('labels are counted by class', () => {
  expect(countLabels([2, 0, 2, 2], 4)).toEqual([1, 0, 3, 0]);
});

test('a class of half as many images weighs twice as much, and the mean over all images is 1', () => {
  const counts = [40, 20, 20];
  const weights = classWeights(counts);
  expect(weights[1]).toBeCloseTo(2 * (weights[0] as number), 12);
  expect(weights[1]).toBe(weights[2]);
  const total = weights.reduce((sum, weight, label) => sum + weight * (counts[label] as number), 0);
  expect(total / 80).toBeCloseTo(1, 12);
});

test('classes of equal size weigh 1', () => {
  expect(classWeights([7, 7, 7])).toEqual([1, 1, 1]);
});

test('a class without images has no weight', () => {
  expect(() => classWeights([3, 0])).toThrow(ConvzooError);
  expect(() => classWeights([3, 0])).toThrow('class 1 has 0 images');
});
