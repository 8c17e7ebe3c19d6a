import { digits } from '../../src/data/digits';
import type { Dataset } from '../../src/data/dataset';

/** Mean image of all. */
function meanImage(dataset: Dataset): Float64Array {
  const sum = new Float64Array(784);
  dataset.images.forEach((pixel, i) => (sum[i % 784] = (sum[i % 784] as number) + pixel));
  return sum.map((value) => value / dataset.size);
}

/** The label of the image in `known` at the smallest Euclidean distance. */
function nearestNeighbour(image: Uint8Array, known: Dataset): number | undefined {
  let [best, label]: [number, number | undefined] = [Infinity, undefined];
  for (let i = 0; i < known.size; i++) {
    let distance = 0;
    const start = i * 784;
    for (let at = 0; at < 784 && distance < best; at++) {
      const difference = (image[at] as number) - (known.images[start + at] as number);
      distance += difference * difference;
    }
    if (distance < best) [best, label] = [distance, known.labels[i]];
  }
  return label;
}

describe('digits', () => {
  const train = digits({ size: 2000, seed: 1 });

  it('draws 28x28 images of ten classes, each as often', () => {
    expect(train).toMatchObject({ name: 'digits', size: 2000, imageShape: [28, 28, 1] });
    expect(train.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    for (let label = 0; label < 10; label++)
      expect(train.labels.filter((found) => found === label)).toHaveLength(200);
  });

  it('draws the same under one seed, a smaller set being the start of a larger one', () => {
    const again = digits({ size: 100, seed: 1 });
    expect(Buffer.compare(again.images, train.images.subarray(0, 100 * 784))).toBe(0);
  });

  it('draws no image twice, and others under another seed', () => {
    const other = digits({ size: 500, seed: 2 });
    const key = (dataset: Dataset, i: number): string => Buffer.from(dataset.image(i)).toString('base64');
    const keys = new Set<string>();
    for (const dataset of [train, other]) for (let i = 0; i < dataset.size; i++) keys.add(key(dataset, i));
    expect(keys.size).toBe(2500);
  });

  it('draws light ink on a dark ground that stays clear of the edges', () => {
    const mean = meanImage(train);
    expect(mean[14 * 28 + 14]).toBeGreaterThan(50);
    for (let i = 0; i < 28; i++)
      for (const at of [i, 27 * 28 + i, 28 * i, 28 * i + 27]) expect(mean[at]).toBeLessThan(10);
    for (let i = 0; i < train.size; i++) expect(Math.max(...train.image(i))).toBeGreaterThan(150);
  });

  it('can be told apart: the nearest of 2000 images has the right label for more than 85 % of others', () => {
    const test = digits({ size: 300, seed: 99 });
    let right = 0;
    for (let i = 0; i < test.size; i++)
      if (nearestNeighbour(test.image(i), train) === test.labels[i]) right++;
    expect(right).toBeGreaterThan(255);
  });

  it.each([0, -1, 2.5, NaN])('refuses a size of %d', (size) => {
    expect(() => digits({ size, seed: 0 })).toThrow(`the size is ${size}`);
  });
});
