import type { Study } from '../../scripts/study/study';

/** A baseline and another arm, with two seeds. */
export const SMALL_STUDY: Study = {
  variant: 'caffenet128_cifar',
  dataset: 'cifar10',
  options: { alpha: 0.125 },
  recipe: {
    epochs: 2,
    batchSize: 16,
    optimizer: { name: 'sgd' },
    schedule: { name: 'constant', learningRate: 0.01 },
    loss: { name: 'crossEntropy' },
    validation: 0.1,
  },
  seeds: [1, 2],
  arms: [
    { topic: 'baseline', name: 'ReLU', published: 0.471 },
    { topic: 'activation', name: 'elu', options: { activation: 'elu' }, published: 0.488 },
  ],
};
