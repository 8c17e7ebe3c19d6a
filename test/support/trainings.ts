import * as tf from '@tensorflow/tfjs';
import { Dataset } from '../../src/data/dataset';
import type { Preprocessing } from '../../src/preprocessing';
import { Random } from '../../src/random';
import { BatchNorm } from '../../src/layers/batch-norm';
import { seeded } from '../../src/seeded';
import { through } from '../../src/layers/through';
import { parseRecipe, type Recipe, type RecipeInput } from '../../src/train/recipe';

/** Images of 6x6 in three classes: which third of the image is bright, with noise. */
export function stripes(size: number, seed = 1): Dataset {
  const random = new Random(seed);
  const labels = Uint8Array.from({ length: size }, (_, i) => i % 3);
  const images = Uint8Array.from({ length: size * 36 }, (_, i) => {
    const row = Math.floor((i % 36) / 6);
    const isBright = Math.floor(row / 2) === labels[Math.floor(i / 36)];
    return (isBright ? 150 : 60) + random.integer(60);
  });
  const classes = ['top', 'middle', 'bottom'];
  return new Dataset({ name: 'stripes', images, labels, imageShape: [6, 6, 1], classes, pixels: 'original' });
}

export const PREPROCESSING: Preprocessing = {
  imageSize: [6, 6],
  channels: 1,
  padding: 1,
  background: 0,
  mean: [100],
  std: [50],
};

/** A small net for `stripes`: convolution, batch norm, pooling, two dense layers, and what is told between them. */
export function smallNet(seed = 1, between: tf.layers.Layer[] = []): tf.LayersModel {
  return seeded(seed, () => {
    const image = tf.input({ shape: [8, 8, 1], name: 'image' });
    const output = through(image, [
      tf.layers.conv2d({ name: 'conv', filters: 4, kernelSize: 3, strides: 2 }),
      new BatchNorm({ name: 'bn' }),
      tf.layers.reLU({ name: 'relu' }),
      tf.layers.maxPooling2d({ name: 'pool', poolSize: 2, strides: 1 }),
      tf.layers.flatten({ name: 'flatten' }),
      tf.layers.dense({ name: 'hidden', units: 8, activation: 'tanh' }),
      ...between,
      tf.layers.dense({ name: 'logits', units: 3 }),
      tf.layers.softmax({ name: 'probabilities' }),
    ]);
    return tf.model({ inputs: image, outputs: output, name: 'small' });
  });
}

export function recipe(changes: Partial<RecipeInput> = {}): Recipe {
  return parseRecipe(
    {
      epochs: 3,
      batchSize: 10,
      optimizer: { name: 'adam' },
      schedule: { name: 'cosine', learningRate: 0.02 },
      loss: { name: 'crossEntropy' },
      ...changes,
    },
    'test',
  );
}

/** All weights in one array. */
export function weightsOf(model: tf.LayersModel): number[] {
  return model.getWeights().flatMap((weight) => [...weight.dataSync()]);
}
