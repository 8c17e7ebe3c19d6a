/** Run by tsx: trains a small net for two steps on the engine named in the arguments and prints the losses as JSON. */
import * as tf from '@tensorflow/tfjs';
import { startEngine } from '../../../src/engine/start.node';

const wave = (shape: number[], scale: number): tf.Tensor =>
  tf.tensor(
    Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => scale * Math.sin(1.7 * i + 0.3)),
    shape,
  );

async function main(engine: string | undefined): Promise<void> {
  const { name } = await startEngine(engine);
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [12, 12, 1],
        filters: 4,
        kernelSize: 5,
        padding: 'same',
        activation: 'relu',
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: 'softmax' }),
    ],
  });
  model.setWeights(model.getWeights().map(({ shape }) => wave(shape, 0.2)));
  model.compile({ optimizer: tf.train.sgd(0.5), loss: 'categoricalCrossentropy' });
  const images = wave([6, 12, 12, 1], 1);
  const labels = tf.tensor2d([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1], [6, 3]);
  const losses = [await model.trainOnBatch(images, labels), await model.trainOnBatch(images, labels)];
  process.stdout.write(`${JSON.stringify({ name, losses })}\n`, () => process.exit(0));
}

void main(process.argv[2]);
