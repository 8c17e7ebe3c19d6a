import type { RecipeInput } from '../../src/train/recipe';
import { CROP_AND_FLIP, inBfloat16, onCifar, SHORT_WITHOUT_NORM } from './cifar';
import { DIGITS, onMnist } from './mnist';
import { withoutDropout, type RecipeBook } from './recipe-book';

/** Sermanet et al. 2013, section 3.1. */
const paper: RecipeInput = {
  epochs: 90,
  batchSize: 128,
  optimizer: { name: 'sgd', momentum: 0.6, weightDecay: 1e-5 },
  schedule: { name: 'step', learningRate: 0.05, epochs: [30, 50, 60, 70, 80], factor: 0.5 },
  loss: { name: 'crossEntropy' },
  augmentation: CROP_AND_FLIP,
  deviations: ['crops of images padded by 4 pixels'],
};

export const OVERFEAT: RecipeBook = {
  ...onCifar(inBfloat16(withoutDropout(SHORT_WITHOUT_NORM)), ['overfeat_cifar'], { paper }),
  ...onMnist(DIGITS, ['overfeat_mnist']),
};
