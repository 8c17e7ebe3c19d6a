/** Run by bench/finetune.ts in a process of its own: what one method makes of five classes of 50 images. */
import { trainerFor } from '../../scripts/training';
import { loadDataset } from '../../src/data/load.node';
import type { Dataset } from '../../src/data/dataset';
import { startEngine } from '../../src/engine/start.node';
import { evaluate, finetune, parseFinetuneRecipe, parseRecipe } from '../../src/index';
import { load } from '../../src/pretrained.node';
import type { FinetuneRecipeInput } from '../../src/finetune/recipe';
import type { AccuracyMeasure, AccuracyTask } from '../finetune';
import { NEW_CLASSES, ofClasses, someOfEach } from '../held-out';
import { MARK } from '../protocol';

const PER_CLASS = 50;

async function main(task: AccuracyTask): Promise<void> {
  await startEngine(task.engine);
  const parts = await images(task);
  const measure = await (task.method === 'scratch' ? fromScratch : fromWeights)(task, parts);
  process.stdout.write(`${MARK}${JSON.stringify(measure)}\n`, () => process.exit(0));
}

interface Parts {
  train: Dataset;
  test: Dataset;
}

/** A few of the training images, and all test images. */
async function images({ seed, data, allowModified }: AccuracyTask): Promise<Parts> {
  const options = { data, ...(allowModified && { allowModified }) };
  const train = ofClasses(await loadDataset('cifar10', 'train', options), NEW_CLASSES);
  return {
    train: someOfEach(train, PER_CLASS, seed),
    test: ofClasses(await loadDataset('cifar10', 'test', options), NEW_CLASSES),
  };
}

/** The steps are those of the default recipe for fine-tuning, on all training images. */
const RECIPE: FinetuneRecipeInput = { validation: 0, augmentation: { shift: 4, flip: true } };

function epochs(): number {
  const { head, unfreeze } = parseFinetuneRecipe(RECIPE);
  return unfreeze.reduce((sum, phase) => sum + phase.epochs, head.epochs);
}

async function fromWeights(
  { from, method, seed }: AccuracyTask,
  { train, test }: Parts,
): Promise<AccuracyMeasure> {
  const net = await load(from);
  const recipe: FinetuneRecipeInput =
    method === 'full' ? RECIPE : { mode: 'feature', validation: 0, head: { epochs: epochs() } };
  let steps = 0;
  const start = performance.now();
  const { model, card } = await finetune(net, train, { ...recipe, seed, onStep: () => void (steps += 1) });
  const seconds = (performance.now() - start) / 1000;
  const { accuracy } = await evaluate(model, test, card.preprocessing);
  return { accuracy, steps, seconds, train: train.size, test: test.size };
}

async function fromScratch({ from, seed }: AccuracyTask, { train, test }: Parts): Promise<AccuracyMeasure> {
  const { card } = await load(from);
  const { batchSize, augmentation } = parseFinetuneRecipe(RECIPE);
  const recipe = parseRecipe(
    {
      epochs: epochs(),
      batchSize,
      seed,
      optimizer: { name: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 },
      schedule: { name: 'oneCycle', learningRate: 0.05, rise: 0.2 },
      loss: { name: 'crossEntropy' },
      ...(augmentation && { augmentation }),
    },
    'scratch',
  );
  const trainer = trainerFor({ variant: card.variant, options: card.options ?? {} }, recipe, train);
  let steps = 0;
  const start = performance.now();
  await trainer.fit(train, { onStep: () => void (steps += 1) });
  const seconds = (performance.now() - start) / 1000;
  const { accuracy } = await evaluate(trainer.model, test, trainer.preprocessing);
  return { accuracy, steps, seconds, train: train.size, test: test.size };
}

void main(JSON.parse(process.argv[2] ?? '') as AccuracyTask);
