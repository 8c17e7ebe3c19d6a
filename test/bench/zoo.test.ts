import { imagesPerSecond, measuredWeights, renderZoo } from '../../bench/zoo';
import { SAMPLE_ZOO } from '../support/sample-zoo';

test('the images a second are those of the middle round', () => {
  expect(imagesPerSecond(SAMPLE_ZOO, 'lenet5-mnist', 1)).toBe(2000);
  expect(imagesPerSecond(SAMPLE_ZOO, 'lenet5-mnist', 128)).toBe(32_000);
  expect(imagesPerSecond(SAMPLE_ZOO, 'resnet20-cifar10', 128)).toBeUndefined();
  expect(imagesPerSecond(undefined, 'lenet5-mnist', 1)).toBeUndefined();
});

test('a terminal shows median, extremes and images a second', () => {
  expect(renderZoo(SAMPLE_ZOO).split('\n')).toEqual([
    'lenet5-mnist, batch 1: 0.500 ms (0.400 to 0.600), 2,000 images/s',
    'lenet5-mnist, batch 128: 4.00 ms (4.00 to 4.00), 32,000 images/s',
  ]);
});

test('shipped weights are measured at each size of a batch', async () => {
  const task = { weights: 'lenet_300_100-mnist', batches: [1, 16], rounds: 2, seconds: 0.02 };
  const { rows, versions } = await measuredWeights({ ...task, engine: 'wasm' });
  expect(versions).toEqual({ tfjs: expect.stringMatching(/^\d/) });
  expect(rows.map(({ weights, batch, rounds }) => [weights, batch, rounds.length])).toEqual([
    ['lenet_300_100-mnist', 1, 2],
    ['lenet_300_100-mnist', 16, 2],
  ]);
  for (const { rounds } of rows) rounds.forEach((ms) => expect(ms).toBeGreaterThan(0));
});
