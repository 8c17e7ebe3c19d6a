/** Run by bench/finetune.ts in a process of its own: how fast one contestant fine-tunes. */
import * as tf from '@tensorflow/tfjs';
import { Dataset } from '../../src/data/dataset';
import { finetune } from '../../src/finetune/finetune';
import '../../src/index';
import { load } from '../../src/pretrained.node';
import { Random } from '../../src/random';
import type { SpeedMeasure, SpeedTask } from '../finetune';
import { netOf } from '../nets';
import { build } from '../nets/build';
import { MARK } from '../protocol';
import { summary } from '../result';
import { startOurs, startPlain } from './engine';

const CLASSES = 5;
const BATCH = 32;
const STEPS = 20;
/** Epochs of so many steps, of which the first is left out. */
const EPOCHS = 4;
const SIZE = BATCH * STEPS;

async function main({ from, engine, contestant }: SpeedTask): Promise<void> {
  await (contestant === 'tfjs' ? startPlain : startOurs)(engine);
  const measure = contestant === 'tfjs' ? await byFit() : await byFinetuning(from);
  process.stdout.write(`${MARK}${JSON.stringify(measure)}\n`, () => process.exit(0));
}

/** Two phases by this package: the head, then all with it. */
async function byFinetuning(from: string): Promise<SpeedMeasure> {
  const net = await load(from);
  const { imageSize, channels } = net.card.preprocessing;
  const random = new Random(1);
  const dataset = new Dataset({
    name: 'noise',
    images: Uint8Array.from({ length: SIZE * imageSize[0] * imageSize[1] * channels }, () =>
      random.integer(256),
    ),
    labels: Uint8Array.from({ length: SIZE }, (_, i) => i % CLASSES),
    imageShape: [...imageSize, channels],
    classes: Array.from({ length: CLASSES }, (_, i) => `class ${i}`),
    pixels: 'noise',
  });
  const phase = { epochs: EPOCHS, learningRate: 1e-3 };
  const { history } = await finetune(net, dataset, {
    batchSize: BATCH,
    optimizer: { name: 'adam' },
    head: phase,
    unfreeze: [{ stages: 'all', ...phase }],
    validation: 0,
  });
  const speedOf = (number: number) =>
    medianSpeed(history.filter((record) => record.phase === number).map(({ seconds }) => seconds));
  return { frozen: speedOf(1), whole: speedOf(2) };
}

/** The same net of tfjs's own layers, by `fit`, with the layers below the head frozen and then not. */
async function byFit(): Promise<SpeedMeasure> {
  const net = netOf('resnet20');
  const model = build({ ...net, classes: CLASSES, layers: withClasses(net.layers) }, { norm: 'tfjs' });
  const images = tf.randomUniform([SIZE, ...net.input]);
  const labels = tf.tidy(() =>
    tf.oneHot(tf.range(0, SIZE, 1, 'int32').mod(tf.scalar(CLASSES, 'int32')), CLASSES),
  );
  const below = model.layers.filter((layer) => layer.weights.length > 0).slice(0, -1);
  const speed = async (isFrozen: boolean) => {
    for (const layer of below) layer.trainable = !isFrozen;
    model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const seconds: number[] = [];
    let start = 0;
    await model.fit(images, labels, {
      batchSize: BATCH,
      epochs: EPOCHS,
      verbose: 0,
      yieldEvery: 'never',
      callbacks: {
        onEpochBegin: () => void (start = performance.now()),
        onEpochEnd: () => void seconds.push((performance.now() - start) / 1000),
      },
    });
    return medianSpeed(seconds);
  };
  return { frozen: await speed(true), whole: await speed(false) };
}

type Layers = ReturnType<typeof netOf>['layers'];

/** The net's layers with the new classes at the end. */
function withClasses(layers: Layers): Layers {
  return layers.map((layer, i) =>
    i === layers.length - 1 && 'kind' in layer && layer.kind === 'dense'
      ? { ...layer, units: CLASSES }
      : layer,
  );
}

/** Images a second, without the first epoch. */
function medianSpeed(seconds: readonly number[]): number {
  return SIZE / summary(seconds.slice(1)).median;
}

void main(JSON.parse(process.argv[2] ?? '') as SpeedTask);
