import type { EpochRecord } from '../../src/train/checkpoint';

/** A training of three epochs; the first was without validation. */
export const SAMPLE_HISTORY: EpochRecord[] = [
  { epoch: 1, loss: 2, accuracy: 0.25, learningRate: 0.1, seconds: 1.5 },
  { epoch: 2, loss: 1, accuracy: 0.5, validationAccuracy: 0.4, learningRate: 0.05, seconds: 1.25 },
  { epoch: 3, loss: 0.5, accuracy: 0.75, validationAccuracy: 0.6, learningRate: 0.01, seconds: 1 },
];
