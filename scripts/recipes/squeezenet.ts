import type { RecipeInput } from '../../src/train/recipe';
import { CROP_AND_FLIP, onCifar, SHORT, SHORT_WITHOUT_NORM } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

/** As in weiaicunzai/pytorch-cifar100. */
const practice: RecipeInput = {
  epochs: 200,
  batchSize: 128,
  optimizer: { name: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 },
  schedule: { name: 'step', learningRate: 0.1, epochs: [60, 120, 160], factor: 0.2 },
  loss: { name: 'crossEntropy' },
  augmentation: { ...CROP_AND_FLIP, affine: { rotate: 15, scale: 0, shear: 0 } },
};

export const SQUEEZENET: RecipeBook = {
  ...onCifar(SHORT, ['squeezenet_cifar', 'squeezenet_cifar_simple'], { practice }),
  ...onCifar(SHORT_WITHOUT_NORM, ['squeezenet_cifar_plain']),
  ...onMnist(DIGITS, ['squeezenet_mnist']),
};
