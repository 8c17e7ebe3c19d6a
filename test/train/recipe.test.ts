import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recipeNames, findRecipe } from '../../scripts/recipes';
import '../../models';
import { find } from '../../src/registry';
import { parseRecipe } from '../../src/train/recipe';

const GOOD = {
  epochs: 1,
  batchSize: 8,
  optimizer: { name: 'sgd' },
  schedule: { name: 'constant', learningRate: 0.1 },
  loss: { name: 'crossEntropy' },
};

describe('parseRecipe', () => {
  it('fills in the defaults', () => {
    expect(parseRecipe(GOOD, 'good')).toEqual({
      ...GOOD,
      seed: 1,
      optimizer: { name: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 },
      schedule: { name: 'constant', learningRate: 0.1, warmupEpochs: 0 },
      loss: { name: 'crossEntropy', labelSmoothing: 0 },
      auxiliaryWeights: [],
      deviations: [],
    });
  });

  it.each([
    ['a missing field', { ...GOOD, epochs: undefined }, /epochs/],
    ['an unknown field', { ...GOOD, epoch: 3 }, /epoch/],
    [
      'a negative rate',
      { ...GOOD, schedule: { name: 'constant', learningRate: -1 } },
      /schedule\.learningRate/,
    ],
    [
      'an augmentation out of range',
      { ...GOOD, augmentation: { jitter: { contrast: 1.5 } } },
      /augmentation\.jitter\.contrast/,
    ],
    ['a mixup that is too even', { ...GOOD, mixup: { alpha: 2 } }, /mixup\.alpha/],
    ['an unknown optimizer', { ...GOOD, optimizer: { name: 'lion' } }, /optimizer/],
    ['patience without held-out images', { ...GOOD, patience: 3 }, /patience needs validation/],
  ])('names the recipe and the field for %s', (_, recipe, message) => {
    expect(() => parseRecipe(recipe, 'mine')).toThrow(/recipe 'mine'/);
    expect(() => parseRecipe(recipe, 'mine')).toThrow(message);
  });
});

describe('the recipes of the zoo', () => {
  it.each(recipeNames())('%s on %s has a sound recipe %s for a variant that there is', async (...names) => {
    expect(find(names[0]).name).toBe(names[0]);
    expect((await findRecipe(...names)).epochs).toBeGreaterThan(0);
  });

  it('names the recipes that there are for one that there is not', async () => {
    await expect(findRecipe('lenet5', 'mnist', 'fast')).rejects.toThrow('it has: default, smoke');
  });

  it('names the data sets that there are recipes for', async () => {
    await expect(findRecipe('lenet_caffe', 'cifar10', 'default')).rejects.toThrow(
      'lenet_caffe has no recipe for cifar10; it has recipes for: mnist',
    );
  });

  it('says what is wrong with a file of a recipe', async () => {
    await expect(findRecipe('lenet5', 'mnist', '/nowhere/mine.json')).rejects.toThrow(
      /recipe \/nowhere\/mine\.json can't be read: .*ENOENT/,
    );
  });

  it.each(['5', '"adam"', 'null', '[1]'])('refuses a file that holds %s', async (content) => {
    const folder = await mkdtemp(join(tmpdir(), 'convzoo-'));
    const path = join(folder, 'mine.json');
    await writeFile(path, content);
    await expect(findRecipe('lenet5', 'mnist', path)).rejects.toThrow(
      `recipe ${path} holds ${content}, expected an object of fields`,
    );
    await rm(folder, { recursive: true });
  });
});
