import type { RecipeInput } from '../../src/train/recipe';
import { BRIEF_MIXED, CROP_AND_FLIP, onCifar } from './cifar';
import { DIGITS, onMnist } from './mnist';
import { withoutDropout, type RecipeBook } from './recipe-book';

/** Larsson et al. 2017, section 4.1: a tenth of the rate whenever half of the epochs that are left have passed. */
const paper: RecipeInput = {
  epochs: 400,
  batchSize: 100,
  optimizer: { name: 'sgd', momentum: 0.9 },
  schedule: { name: 'step', learningRate: 0.02, epochs: [200, 300, 350, 375], factor: 0.1 },
  loss: { name: 'crossEntropy' },
  augmentation: CROP_AND_FLIP,
};

export const FRACTALNET: RecipeBook = {
  ...onCifar(withoutDropout(BRIEF_MIXED), ['fractalnet20', 'fractalnet_cifar'], { paper }),
  ...onMnist(DIGITS, ['fractalnet_mnist']),
};
