import type { RecipeInput } from '../../src/train/recipe';
import { BRIEF_WITH_ADAM, CROP_AND_FLIP, onCifar } from './cifar';
import { DIGITS, onMnist } from './mnist';
import { withoutDropout, type RecipeBook } from './recipe-book';

const MOMENTUM = 'momentum as it is in the end, not rising over 250 epochs';

/** The authors' configurations for pylearn2. */
const permutationInvariant: RecipeInput = {
  epochs: 250,
  batchSize: 100,
  optimizer: { name: 'sgd', momentum: 0.7 },
  schedule: { name: 'constant', learningRate: 0.1 },
  loss: { name: 'crossEntropy' },
  validation: 1 / 6,
  patience: 100,
  deviations: [MOMENTUM, 'the rate does not fall by 4 millionths a step', 'no second training on all images'],
};

const paper: RecipeInput = {
  epochs: 500,
  batchSize: 128,
  optimizer: { name: 'sgd', momentum: 0.65 },
  schedule: { name: 'linear', learningRate: 0.0085 },
  loss: { name: 'crossEntropy' },
  augmentation: CROP_AND_FLIP,
  deviations: [
    MOMENTUM,
    'all layers learn at the rate of the convolutions, a twentieth of the others',
    'the rate falls to 0 in the last of 500 epochs, not to a hundredth in the last of 474',
  ],
};

/** For a net whose epochs take seconds. */
const LONG_DIGITS: RecipeInput = { ...DIGITS, epochs: 60, dropoutFactor: 0.5 };

export const MAXOUT: RecipeBook = {
  ...onCifar(withoutDropout(BRIEF_WITH_ADAM), ['maxout_cifar'], { paper }),
  ...onMnist(withoutDropout(DIGITS), ['maxout_mnist', 'maxout_mnist_tied']),
  ...onMnist(LONG_DIGITS, ['maxout_mnist_pi'], { paper: permutationInvariant }),
};
