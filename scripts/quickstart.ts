import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import type { Card } from '../src/card';
import type { Dataset } from '../src/data/dataset';
import { loadDataset } from '../src/data/load.node';
import { startEngine } from '../src/engine/start.node';
import { ConvzooError, messageOf } from '../src/errors';
import { load } from '../src/pretrained.node';
import { writeContactSheet, type Classified } from '../src/report/contact-sheet.node';
import { RunFolder } from '../src/train/run-folder.node';
import { percent } from '../src/report/text';
import { engineOption, type EngineFlags } from './options';
import { TrainingProgress } from './progress';
import { factsOfPlace } from '../src/weights/run-facts.node';
import { asTyped, commandLine, commitNow } from './provenance';
import { findRecipe } from './recipes';
import { exportTraining, openTraining } from './training';

const VARIANT = 'lenet5';
const DATASET = 'digits';
const PICTURES = 30;

interface Flags extends EngineFlags {
  recipe: string;
  out?: string;
}

export interface Quickstart {
  /** Of the weights that were exported. */
  card: Card;
  weights: string;
  /** Path of the PNG. */
  sheet: string;
  /** What stands on it. */
  pictures: Classified[];
}

/** `convzoo quickstart`: trains, exports, loads back and classifies, with nothing to download. */
export function quickstartCommand(): Command {
  return new Command('quickstart')
    .description('train LeNet-5 on drawn digits, export its weights, load them back and classify with them')
    .addOption(engineOption())
    .option('--recipe <name>', `recipe of ${VARIANT} on ${DATASET}, or a JSON file`, 'default')
    .option('--out <file>', 'where the PNG of classified digits goes (default: a temporary folder)')
    .action(async (flags: Flags) => {
      const { card, weights, sheet, pictures } = await quickstart(flags);
      const right = pictures.filter(({ prediction, truth }) => prediction === truth).length;
      console.log(`weights: ${weights} (${card.dtype}, ${card.bytes} bytes), loaded back from there`);
      console.log(`picture: ${sheet} (${right} of its ${pictures.length} digits are classified right)`);
      console.log(`\nWhat to try next\n${whatNext().join('\n')}`);
    });
}

/** Trains, exports to a temporary folder, loads the weights from there and draws what they say of test digits. */
export async function quickstart({ engine: requested, recipe: recipeName, out }: Flags): Promise<Quickstart> {
  const recipe = await findRecipe(VARIANT, DATASET, recipeName);
  if (out !== undefined) await checkWritable(out);
  const engine = await startEngine(requested);
  console.log(engine.notice);

  const folder = new RunFolder(await mkdtemp(join(tmpdir(), 'convzoo-quickstart-')));
  const facts = { variant: VARIANT, options: {}, dataset: DATASET, recipeName, recipe };
  const record = { ...facts, command: commandLine(), commit: commitNow() };
  await folder.start(record);
  const training = await openTraining(record, folder, {});
  console.log(`training ${VARIANT} on drawn digits: made by code, nothing to download, and not MNIST`);
  const progress = new TrainingProgress();
  const outcome = await training.trainer.fit(training.train, {
    onStep: (report) => progress.step(report),
    onEpoch: (record) => progress.epoch(record),
  });
  const card = await exportTraining(training, outcome, factsOfPlace(engine), {}, folder.weights);
  training.trainer.model.dispose();
  const { accuracy } = card;
  console.log(`accuracy: ${percent(accuracy.shipped)} of ${accuracy.images} drawn digits it has not seen`);

  const sheet = resolve(out ?? join(folder.path, 'digits.png'));
  const pictures = await classifyFirst(folder.weights, await loadDataset(DATASET, 'test'));
  await writeContactSheet(sheet, pictures, { title: `${VARIANT} on drawn digits` });
  return { card, weights: folder.weights, sheet, pictures };
}

async function checkWritable(file: string): Promise<void> {
  const kind = await stat(file).catch(() => undefined);
  if (kind?.isDirectory() === true) throw new ConvzooError(`--out ${file}: it is a folder, expected a file`);
  try {
    await mkdir(dirname(file), { recursive: true });
    await access(dirname(file), constants.W_OK);
  } catch (error) {
    throw new ConvzooError(`--out ${file}: the picture can't be written there: ${messageOf(error)}`);
  }
}

/** What the weights in a folder say of the first images of a data set. */
async function classifyFirst(weights: string, dataset: Dataset): Promise<Classified[]> {
  const [height, width] = dataset.imageShape;
  const images = Array.from({ length: PICTURES }, (_, i) => ({ data: dataset.image(i), width, height }));
  const classifier = await load(weights);
  const predictions = await classifier.classify(images, 1);
  classifier.dispose();
  return images.map((image, i) => {
    const [likeliest] = predictions[i] ?? [];
    const truth = dataset.classes[dataset.labels[i] ?? NaN];
    if (likeliest === undefined || truth === undefined) throw new Error(`image ${i} was not classified`);
    return { image, prediction: likeliest.className, probability: likeliest.probability, truth };
  });
}

function whatNext(): string[] {
  const tries = [
    [asTyped('list'), 'the models of the zoo, and those with trained weights'],
    [asTyped('predict', 'lenet5-mnist', 'image.png'), 'classify a handwritten digit, white on black'],
    [asTyped('train', 'lenet5', '--dataset', 'mnist'), 'train on real MNIST, downloaded once'],
    [asTyped('doctor'), 'which engines this machine has, and how to get the native one'],
  ] as const;
  const longest = Math.max(...tries.map(([command]) => command.length));
  return tries.map(([command, what]) => `  ${command.padEnd(longest)}  ${what}`);
}
