/** Run by bench/run.ts in a process of its own: times one contest and prints the outcome as the last line. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { create } from '../src/index';
import type { Dataset } from '../src/data/dataset';
import { digits } from '../src/data/digits';
import { startEngine, type EngineName } from '../src/engine/start.node';
import { messageOf } from '../src/errors';
import { fitToImages } from '../src/fit-data';
import { preprocess, type Preprocessing } from '../src/preprocessing';
import { find } from '../src/registry';
import { parseRecipe } from '../src/train/recipe';
import { Trainer } from '../src/train/trainer';
import { kerasLenet } from './keras-lenet';
import type { Contest, ModelName, Outcome, Way } from './result';

export interface ContestTask extends Contest {
  batchSize: number;
  batchesPerRound: number;
  rounds: number;
}

export type ContestReport = Outcome & { libtensorflow?: string };

/** Epochs that are not timed. */
const WARM_UP = 1;

async function main(task: ContestTask): Promise<void> {
  const report: ContestReport = await time(task).catch((error: unknown) => ({
    fails: messageOf(error).split('\n', 1)[0] ?? '',
  }));
  process.stdout.write(`\n${JSON.stringify(report)}\n`, () => process.exit(0));
}

async function time(task: ContestTask): Promise<ContestReport> {
  const { engine, model, way, batchSize, batchesPerRound } = task;
  const libtensorflow = await start(engine, way);
  const data = digits({ size: batchSize * batchesPerRound, seed: 1 });
  const { preprocessing } = fitToImages(find('lenet5'), data.imageShape);
  const seconds = await (way === 'Trainer' ? byTrainer : byFit)(task, data, preprocessing, modelOf(model));
  const rounds = seconds.slice(WARM_UP).map((each) => Math.round((10 * data.size) / each) / 10);
  return { rounds, ...(libtensorflow !== undefined && { libtensorflow }) };
}

/** The version of libtensorflow, where that computes. */
async function start(engine: EngineName, way: Way): Promise<string | undefined> {
  if (way !== 'model.fit, plain engine') return (await startEngine(engine)).libtensorflow;
  await tf.setBackend(engine);
  return undefined;
}

function modelOf(name: ModelName): tf.LayersModel {
  return name === 'lenet5' ? create('lenet5', { inputShape: [32, 32, 1], seed: 1 }) : kerasLenet();
}

/** Seconds of each epoch. */
async function byTrainer(
  { model: name, batchSize, rounds }: ContestTask,
  data: Dataset,
  preprocessing: Preprocessing,
  model: tf.LayersModel,
): Promise<number[]> {
  const recipe = parseRecipe(
    {
      epochs: WARM_UP + rounds,
      batchSize,
      optimizer: { name: 'adam' },
      schedule: { name: 'constant', learningRate: 0.001 },
      loss: name === 'lenet5' ? { name: 'codePosterior', rejection: 10 } : { name: 'crossEntropy' },
    },
    'bench',
  );
  const { history } = await new Trainer(model, recipe, preprocessing).fit(data);
  return history.map(({ seconds }) => seconds);
}

/** Seconds of each epoch, with images that are preprocessed and in tensors beforehand. */
async function byFit(
  { batchSize, rounds }: ContestTask,
  data: Dataset,
  preprocessing: Preprocessing,
  model: tf.LayersModel,
): Promise<number[]> {
  const [images, labels] = await tensorsOf(data, preprocessing);
  model.compile({ optimizer: tf.train.adam(0.001), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const seconds: number[] = [];
  let start = 0;
  await model.fit(images, labels, {
    batchSize,
    epochs: WARM_UP + rounds,
    verbose: 0,
    yieldEvery: 'epoch',
    callbacks: {
      onEpochBegin: () => {
        start = performance.now();
      },
      onEpochEnd: () => {
        seconds.push((performance.now() - start) / 1000);
      },
    },
  });
  return seconds;
}

async function tensorsOf(data: Dataset, preprocessing: Preprocessing): Promise<[tf.Tensor, tf.Tensor]> {
  for await (const { images, labels } of data.batches({ size: data.size })) {
    return [preprocess(images, preprocessing), tf.oneHot(labels, data.classes.length)];
  }
  throw new Error('bench: no images');
}

void main(JSON.parse(process.argv[2] ?? '') as ContestTask);
