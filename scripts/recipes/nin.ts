import type { RecipeInput } from '../../src/train/recipe';
import { CROP_AND_FLIP, inBfloat16, onCifar, SHORT_WITH_ADAM } from './cifar';
import { DIGITS, onMnist } from './mnist';
import { withoutDropout, type RecipeBook } from './recipe-book';

/** The authors' definitions for cuda-convnet: 200 epochs, then 30 and 30 at a tenth of the rate each. */
const paper: RecipeInput = {
  epochs: 260,
  batchSize: 128,
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
  schedule: { name: 'step', learningRate: 0.1, epochs: [200, 230], factor: 0.1 },
  loss: { name: 'crossEntropy' },
  deviations: [
    'the last layer learns at the rate of the others, not at a tenth',
    'biases too, not at twice that',
  ],
};

/** At three times the rate, by which it knows more held-out digits after three epochs. */
const digits: RecipeInput = withoutDropout({
  ...DIGITS,
  schedule: { ...DIGITS.schedule, learningRate: 0.003 },
});

export const NIN: RecipeBook = {
  ...onCifar(inBfloat16(withoutDropout(SHORT_WITH_ADAM)), ['nin_cifar'], {
    paper,
    augmentedPaper: { ...paper, augmentation: CROP_AND_FLIP },
  }),
  ...onMnist(digits, ['nin_mnist'], { paper }),
};
