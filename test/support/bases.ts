import * as tf from '@tensorflow/tfjs';
import { Classifier } from '../../src/classifier';
import { Dataset } from '../../src/data/dataset';
import type { ImageInput } from '../../src/image';
import { BatchNorm } from '../../src/layers/batch-norm';
import { ResidualBlock } from '../../src/layers/residual-block';
import { through } from '../../src/layers/through';
import type { Preprocessing } from '../../src/preprocessing';
import { Random } from '../../src/random';
import { seeded } from '../../src/seeded';
import { SAMPLE_CARD } from './sample-card';
import { PREPROCESSING } from './trainings';

/** A net of three stages for `stripes`, two of them blocks with batch norms inside, whose statistics are set. */
export function blockNet(channels: 1 | 3 = 1): tf.LayersModel {
  const convolutions = (strides: number) => [
    { kernelSize: 3, filters: 6, strides },
    { kernelSize: 3, filters: 6, strides: 1 },
  ];
  const model = seeded(3, () => {
    const image = tf.input({ shape: [8, 8, channels], name: 'image' });
    const outputs = through(image, [
      tf.layers.conv2d({ name: 'stem', filters: 4, kernelSize: 3, padding: 'same', useBias: false }),
      new BatchNorm({ name: 'stem_bn' }),
      tf.layers.reLU({ name: 'stem_relu' }),
      new ResidualBlock({ name: 'block1', convolutions: convolutions(2), shortcut: 'projection' }),
      new ResidualBlock({ name: 'block2', convolutions: convolutions(2), shortcut: 'projection' }),
      tf.layers.globalAveragePooling2d({ name: 'pool' }),
      tf.layers.dense({ name: 'fc', units: 3 }),
      tf.layers.softmax({ name: 'probabilities' }),
    ]);
    return tf.model({ inputs: image, outputs, name: 'blocks' });
  });
  const random = new Random(4);
  for (const weight of model.weights.filter(({ originalName }) => originalName.includes('moving'))) {
    const values = Array.from({ length: Number(weight.shape[0]) }, () => random.uniform(0.1, 0.5));
    tf.tidy(() => void weight.write(tf.tensor1d(values)));
  }
  return model;
}

/** The net as what `load` gives. */
export function classifierOf(
  model: tf.LayersModel = blockNet(),
  preprocessing: Preprocessing = PREPROCESSING,
): Classifier<ImageInput> {
  const classes = Array.from({ length: Number(model.outputs[0]?.shape[1]) }, (_, i) => `old ${i}`);
  const card = { ...SAMPLE_CARD, variant: 'lenet_caffe', classes, preprocessing };
  return new Classifier<ImageInput>(card, model, (image) => image);
}

/** Images of 6x6 in four classes: which side is bright, with noise. */
export function sides(size: number, seed = 1): Dataset {
  const random = new Random(seed);
  const labels = Uint8Array.from({ length: size }, (_, i) => i % 4);
  const images = Uint8Array.from({ length: size * 36 }, (_, i) => {
    const [row, column] = [Math.floor((i % 36) / 6), i % 6];
    const isBright = [row < 2, row > 3, column < 2, column > 3][labels[Math.floor(i / 36)] ?? 0];
    return (isBright === true ? 150 : 60) + random.integer(60);
  });
  const classes = ['top', 'bottom', 'left', 'right'];
  return new Dataset({ name: 'sides', images, labels, imageShape: [6, 6, 1], classes, pixels: 'original' });
}

/** Values of all weights by name. */
export function namedWeights(model: tf.LayersModel): Map<string, number[]> {
  return new Map(
    model.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]] as const),
  );
}
