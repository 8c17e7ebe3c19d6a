import type { RecipeInput } from '../../src/train/recipe';
import { BRIEF_WITHOUT_NORM, CROP_AND_FLIP, inBfloat16, onCifar, SHORT_WITHOUT_NORM } from './cifar';
import { DIGITS, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

/** As in bearpaw/pytorch-classification. */
const practice: RecipeInput = {
  epochs: 164,
  batchSize: 128,
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  schedule: { name: 'step', learningRate: 0.1, epochs: [81, 122], factor: 0.1 },
  loss: { name: 'crossEntropy' },
  augmentation: CROP_AND_FLIP,
};

/** As in cuda-convnet, layers-18pct. */
const cudaConvnet: RecipeInput = {
  epochs: 140,
  batchSize: 128,
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 4e-3 },
  schedule: { name: 'step', learningRate: 1e-3, epochs: [120, 130], factor: 0.1 },
  loss: { name: 'crossEntropy' },
  deviations: ['the last layer decays as the others do', 'biases learn at the rate of the weights'],
};

export const ALEXNET: RecipeBook = {
  ...onCifar(inBfloat16(SHORT_WITHOUT_NORM), ['alexnet_cifar'], { practice }),
  ...onCifar(BRIEF_WITHOUT_NORM, ['alexnet_cifar_lrn'], { paper: cudaConvnet }),
  ...onMnist(DIGITS, ['alexnet_mnist']),
};
