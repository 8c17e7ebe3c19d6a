import type { RecipeInput } from '../../src/train/recipe';
import { BRIEF, onCifar } from './cifar';
import { BRIEF_DIGITS_WITH_NORM, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

/** Freeman et al. 2018, section 4: no augmentation. */
const paper: RecipeInput = {
  epochs: 100,
  batchSize: 128,
  optimizer: { name: 'adam', beta1: 0.75 },
  schedule: { name: 'constant', learningRate: 0.001 },
  loss: { name: 'crossEntropy' },
  deviations: ['100 epochs in batches of 128: the paper gives neither'],
};

export const EFFNET: RecipeBook = {
  ...onCifar(
    BRIEF,
    [
      'effnet_cifar',
      'effnet_cifar_leaky',
      'effnet_cifar_plain',
      'effnet_cifar_mobilenet',
      'effnet_cifar_shufflenet',
    ],
    { paper },
  ),
  ...onMnist(BRIEF_DIGITS_WITH_NORM, ['effnet_mnist']),
};
