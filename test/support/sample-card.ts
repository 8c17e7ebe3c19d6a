import type { Card, RunFacts } from '../../src/card';
import type { Preprocessing } from '../../src/preprocessing';
import { parseRecipe } from '../../src/train/recipe';

/** What a run of no training at all would say. */
export const RUN: RunFacts = {
  recipe: {
    name: 'none',
    settings: parseRecipe(
      {
        epochs: 1,
        batchSize: 10,
        seed: 7,
        optimizer: { name: 'sgd' },
        schedule: { name: 'constant', learningRate: 0.1 },
        loss: { name: 'crossEntropy' },
        validation: 0.2,
      },
      'none',
    ),
  },
  command: 'convzoo train lenet_300_100 --dataset digits',
  commit: '0123abc',
  engine: { name: 'tensorflow', version: '4.22.0', libtensorflow: '2.21.0' },
  machine: { cpu: 'Some CPU | 2 GHz', cores: 2 },
  minutes: 1.25,
  date: '2026-01-31',
  deviations: ['ReLU in place of the tanh'],
};

/** How `lenet_300_100` and `lenet_caffe` see a digit. */
export const GREY_28: Preprocessing = {
  imageSize: [28, 28],
  channels: 1,
  padding: 0,
  background: 0,
  mean: [0],
  std: [256],
};

/** How `lenet5` sees a digit. */
export const GREY_32: Preprocessing = { ...GREY_28, padding: 2, mean: [20], std: [200] };

export const SAMPLE_CARD: Card = {
  convzoo: '0.1.0',
  variant: 'lenet_300_100',
  family: 'lenet',
  paper: { title: 'A title', authors: 'A. Author', year: 1998, reference: 'doi:10.1/1' },
  dataset: { name: 'digits', pixels: 'original', train: 8000, validation: 2000, test: 1000 },
  classes: ['0', '1'],
  accuracy: { float32: 0.9876, shipped: 0.9875, images: 1000, validation: 0.99 },
  params: 266_610,
  totalParams: 266_620,
  macs: 266_200,
  bytes: 533_220,
  dtype: 'float16',
  sha256: { 'model.json': 'a'.repeat(64), 'group1-shard1of1.bin': '0'.repeat(64) },
  preprocessing: GREY_28,
  ...RUN,
  seed: 7,
  licence: 'Apache-2.0',
};
