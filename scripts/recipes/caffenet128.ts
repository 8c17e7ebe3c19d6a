import type { RecipeInput } from '../../src/train/recipe';
import { BRIEF_WITHOUT_NORM, CROP_AND_FLIP, onCifar } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

/** The paper's schedule for ImageNet in epochs: a tenth of the rate after each 100,000 of 320,000 steps. */
const paper: RecipeInput = {
  epochs: 64,
  batchSize: 256,
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  schedule: { name: 'step', learningRate: 0.01, epochs: [20, 40, 60], factor: 0.1 },
  loss: { name: 'crossEntropy' },
  augmentation: CROP_AND_FLIP,
  deviations: ['biases learn at the rate of the weights, not at twice that'],
};

/** What the paper found better. */
const linear: RecipeInput = { ...paper, schedule: { name: 'linear', learningRate: 0.01 } };

export const CAFFENET128: RecipeBook = {
  ...onCifar(BRIEF_WITHOUT_NORM, ['caffenet128_cifar'], { paper, linear }),
  ...onMnist(DIGITS, ['caffenet128_mnist']),
};
