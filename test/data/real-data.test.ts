import type { Dataset } from '../../src/data/dataset';
import { loadDataset } from '../../src/data/load.node';
import { data, itWith } from '../support/real-data';

const counts = (dataset: Dataset): number[] =>
  dataset.classes.map((_, label) => dataset.labels.filter((found) => found === label).length);

/** Mean of every `step`th value from `start` on, on a scale from 0 to 1. */
function mean(images: Uint8Array, start = 0, step = 1): number {
  let sum = 0;
  for (let i = start; i < images.length; i += step) sum += images[i] as number;
  return sum / (images.length / step) / 255;
}

describe('the real data', () => {
  itWith('mnist')('is the official MNIST, with the known number of each digit', async () => {
    const train = await loadDataset('mnist', 'train', { data, download: false });
    const test = await loadDataset('mnist', 'test', { data, download: false });
    expect([train.pixels, test.pixels]).toEqual(['original', 'original']);
    expect(counts(train)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(counts(test)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    // The mean that everyone normalises with.
    expect(mean(train.images)).toBeCloseTo(0.1307, 4);
  });

  itWith('cifar10')('is CIFAR-10, official or described, with 1/10 of each class', async () => {
    const options = { data, download: false, allowModified: true };
    const train = await loadDataset('cifar10', 'train', options);
    const test = await loadDataset('cifar10', 'test', options);
    expect(counts(train)).toEqual(Array(10).fill(5000));
    expect(counts(test)).toEqual(Array(10).fill(1000));
    // The first labels of the official files, and the means that everyone normalises with.
    expect([...train.labels.subarray(0, 5)]).toEqual([6, 9, 9, 4, 1]);
    [0.4914, 0.4822, 0.4465].forEach((expected, channel) =>
      expect(mean(train.images, channel, 3)).toBeCloseTo(expected, 2),
    );
  });
});
