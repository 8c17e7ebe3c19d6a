import type { RecipeInput } from '../../src/train/recipe';
import { BRIEF_MIXED, BRIEFEST, CROP_AND_FLIP, onCifar, PRACTICE, SHORT } from './cifar';
import { HALF_DIGITS_WITH_NORM, onMnist } from './mnist';
import type { RecipeBook } from './recipe-book';

/** He et al. 2015, section 4.2: 64,000 steps on 45,000 images, a tenth of the rate after 32,000 and 48,000. */
const paper: RecipeInput = {
  epochs: 182,
  batchSize: 128,
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
  schedule: { name: 'step', learningRate: 0.1, epochs: [91, 136], factor: 0.1 },
  loss: { name: 'crossEntropy' },
  augmentation: CROP_AND_FLIP,
  validation: 0.1,
};

/** For 110 layers and more. */
const warmedUp: RecipeInput = {
  ...paper,
  schedule: { ...paper.schedule, warmupEpochs: 1 },
  deviations: [
    'the rate rises over the first epoch; the paper keeps it at 0.01 until the training error is below 80 %',
  ],
};

export const RESNET: RecipeBook = {
  ...onCifar(
    SHORT,
    [
      ...['resnet20', 'resnet20_b', 'resnet20_shared', 'resnet20_shared_norms'],
      ...['resnet32', 'resnet32_b'],
    ],
    { paper },
  ),
  ...onCifar(BRIEF_MIXED, ['preact_resnet20'], { paper }),
  ...onCifar(
    BRIEFEST,
    [
      ...['resnet44', 'resnet44_b'],
      ...['resnet56', 'resnet56_b', 'resnet56_shared', 'resnet56_shared_norms'],
    ],
    { paper },
  ),
  ...onCifar(warmedUp, [
    'resnet110',
    'resnet1202',
    'resnet110_b',
    'resnet1202_b',
    'resnet110_shared',
    'resnet110_shared_norms',
  ]),
  ...onMnist(HALF_DIGITS_WITH_NORM, ['resnet20_mnist', 'preact_resnet20_mnist']),
  ...onCifar(warmedUp, ['preact_resnet110', 'preact_resnet164', 'preact_resnet1001']),
  ...onCifar(PRACTICE, [
    'resnet18_wide',
    'resnet34_wide',
    'resnet50_wide',
    'resnet101_wide',
    'resnet152_wide',
  ]),
};
