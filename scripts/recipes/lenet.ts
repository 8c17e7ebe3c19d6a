import type { RecipeInput } from '../../src/train/recipe';
import { smoke, type RecipeBook } from './recipe-book';

/** What the three share: Adam on one cycle, averaged weights, digits slightly turned, scaled and sheared. */
const BASE = {
  epochs: 20,
  batchSize: 64,
  optimizer: { name: 'adam' },
  averageDecay: 0.999,
  augmentation: { shift: 1, affine: { rotate: 10, scale: 0.1, shear: 0.1 } },
  validation: 1 / 12,
} as const;

const lenet5: RecipeInput = {
  ...BASE,
  schedule: { name: 'oneCycle', learningRate: 0.006 },
  loss: { name: 'codePosterior', rejection: 10 },
  deviations: [
    'Adam on one cycle in batches of 64 for single steps with diagonal second derivatives',
    'augmented digits',
  ],
};

/** The quickstart: seconds of training. */
const drawnDigits: RecipeInput = {
  epochs: 3,
  batchSize: 32,
  optimizer: { name: 'adam' },
  schedule: { name: 'oneCycle', learningRate: 0.02 },
  loss: { name: 'codePosterior', rejection: 10 },
  averageDecay: 0.99,
  validation: 0.1,
  deviations: [
    'Adam on one cycle in batches of 32 for single steps with diagonal second derivatives',
    'digits drawn by code for handwriting',
  ],
};

const crossEntropy: RecipeInput = {
  ...BASE,
  schedule: { name: 'oneCycle', learningRate: 0.002 },
  loss: { name: 'crossEntropy' },
  deviations: ['Adam on one cycle', 'augmented digits'],
};

/** BVLC Caffe, examples/mnist/lenet_solver.prototxt: 10,000 steps. */
const caffe: RecipeInput = {
  epochs: 11,
  batchSize: 64,
  optimizer: { name: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  schedule: { name: 'inv', learningRate: 0.01, gamma: 1e-4, power: 0.75 },
  loss: { name: 'crossEntropy' },
  deviations: ['biases learn at the rate of the weights, not at twice that'],
};

export const LENET: RecipeBook = {
  lenet5: {
    mnist: { default: lenet5, smoke: smoke(lenet5) },
    digits: { default: drawnDigits, smoke: smoke(drawnDigits) },
  },
  lenet_caffe: { mnist: { default: crossEntropy, smoke: smoke(crossEntropy), paper: caffe } },
  lenet_300_100: { mnist: { default: crossEntropy, smoke: smoke(crossEntropy) } },
};
