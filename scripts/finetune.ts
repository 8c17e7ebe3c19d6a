import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Card } from '../src/card';
import { imageFolder, type FolderData } from '../src/data/image-folder.node';
import { classWeights } from '../src/data/class-weights';
import { startEngine } from '../src/engine/start.node';
import { ConvzooError, messageOf } from '../src/errors';
import { exportFinetuned } from '../src/finetune/export.node';
import { parseFinetuneRecipe, type FinetuneRecipe } from '../src/finetune/recipe';
import type { FineTuned } from '../src/finetune/tuned';
import { FITS, type Fit } from '../src/fit';
import type { Preprocessing } from '../src/preprocessing';
import { load } from '../src/pretrained.node';
import { writeRunReport } from '../src/report/run-report.node';
import { percent } from '../src/report/text';
import { checkTensorboard, refuseEvents, removeEvents } from '../src/train/tensorboard.node';
import { checkReplaceable } from '../src/weights/write-weights.node';
import { runFinetuning, workFolder, type Finetuning } from './finetuning';
import { folderText } from './image-folder';
import { engineOption, seedNumber, wholeNumber, type EngineFlags } from './options';
import { CountProgress, duration } from './progress';
import { INTERRUPTED } from './exit-codes';
import { commandLine, commandToResume, commitNow } from './provenance';
import { readRecipe } from './recipes';

interface Flags extends EngineFlags {
  out: string;
  mode?: FinetuneRecipe['mode'];
  recipe?: string;
  epochs?: number;
  batchSize?: number;
  seed?: number;
  shift?: number;
  flip?: true;
  copies?: number;
  classWeights?: true;
  size?: [number, number];
  channels?: '1' | '3';
  fit: Fit;
  validation?: number;
  test?: number;
  strict?: true;
  tensorboard?: string;
  fresh?: true;
}

/** `convzoo finetune <weights> <images>`: makes weights for one's own classes. */
export function finetuneCommand(): Command {
  return new Command('finetune')
    .description('train weights on, on your own images; the folder that comes out is one for `predict`')
    .argument('<weights>', 'what to begin with, e.g. resnet20-cifar10, or a folder of weights')
    .argument('<images>', 'a folder with a folder for each class (or train, val and test of such), or a CSV')
    .requiredOption('--out <folder>', 'where the new weights go')
    .addOption(
      new Option(
        '--mode <mode>',
        'feature: a new head alone, in seconds; full: then the net with it, stage by stage',
      ).choices(['full', 'feature']),
    )
    .option('--recipe <file>', 'a JSON file with a recipe for fine-tuning; the flags below change it')
    .option('--epochs <n>', 'of each phase', wholeNumber)
    .option('--batch-size <n>', 'images a step', wholeNumber)
    .option('--seed <n>', 'of all that is drawn', seedNumber)
    .option('--shift <pixels>', 'move training images by up to so many pixels', wholeNumber)
    .option('--flip', 'mirror half of the training images left to right')
    .option('--copies <n>', 'with --mode feature: augmented copies of each image', wholeNumber)
    .option('--class-weights', 'let all classes weigh the same, however many images they have')
    .option('--size <height>x<width>', "of the images; as the weights' own unless told", sizeOf)
    .addOption(new Option('--channels <n>', "1: grey, 3: colour; the weights' own").choices(['1', '3']))
    .addOption(
      new Option('--fit <how>', 'how images of another shape come into that size')
        .choices(FITS)
        .default('stretch'),
    )
    .option('--validation <share>', 'to hold out to choose by, where the folder has no such part', shareOf)
    .option('--test <share>', 'to hold out to measure by, where the folder has no such part', shareOf)
    .option('--strict', 'refuse a folder with files that are damaged or there twice')
    .option('--tensorboard <folder>', "write TensorBoard's events there; needs --engine tensorflow")
    .option('--fresh', 'throw away what stands in --out, and what an earlier run left')
    .addOption(engineOption())
    .action(run);
}

async function run(weights: string, images: string, flags: Flags): Promise<void> {
  const recipe = await recipeOf(flags);
  const work = workFolder(flags.out);
  await checkPlaces(work, flags);
  const engine = await startEngine(flags.engine);
  console.log(engine.notice);
  if (flags.tensorboard !== undefined) checkTensorboard();
  const net = await load(weights);
  const folder = await readImages(images, net.card.preprocessing, flags);
  console.log(folderText(folder));
  const task: Finetuning = {
    weights,
    images,
    recipe:
      flags.classWeights === true ? { ...recipe, classWeights: classWeights(folder.counts.train) } : recipe,
    pixels: folder.train.pixels,
    counts: folder.counts,
  };
  const tuned = await runFinetuning(net, folder, task, work, flags.tensorboard);
  net.dispose();
  if (tuned === undefined) {
    console.log(`interrupted; the same command goes on: ${commandToResume()}`);
    process.exitCode = INTERRUPTED;
    return;
  }
  const provenance = { command: commandLine(), commit: commitNow(), engine };
  const card = await exportFinetuned(tuned, flags.out, provenance);
  await rm(work, { recursive: true, force: true });
  console.log(summary(card, tuned, flags.out));
  await report(card, tuned, flags.out);
  tuned.dispose();
}

/** @throws ConvzooError where something is in the way that is not to be thrown away */
async function checkPlaces(work: string, { out, fresh, tensorboard }: Flags): Promise<void> {
  if (fresh === true) {
    await checkReplaceable(out);
    await rm(work, { recursive: true, force: true });
    if (tensorboard !== undefined) await removeEvents(tensorboard);
  } else if (existsSync(out)) {
    throw new ConvzooError(`${out} is there already: name another folder, or replace it with --fresh`);
  } else if (tensorboard !== undefined && !existsSync(work)) await refuseEvents(tensorboard);
}

/** @throws ConvzooError where a field of the file or a flag does not fit */
async function recipeOf(flags: Flags): Promise<FinetuneRecipe> {
  const { mode, recipe: file, epochs, batchSize, seed, shift, flip, copies } = flags;
  const base = file === undefined ? {} : await readRecipe(file);
  const parsed = parseFinetuneRecipe({ ...base, ...(mode && { mode }) }, file);
  const augmentation = {
    ...parsed.augmentation,
    ...(shift !== undefined && { shift }),
    ...(flip && { flip }),
  };
  const changed = {
    ...parsed,
    ...(batchSize !== undefined && { batchSize }),
    ...(seed !== undefined && { seed }),
    ...(copies !== undefined && { copies }),
    ...(Object.keys(augmentation).length > 0 && { augmentation }),
    ...(epochs !== undefined && {
      head: { ...parsed.head, epochs },
      unfreeze: parsed.unfreeze.map((phase) => ({ ...phase, epochs })),
    }),
  };
  return parseFinetuneRecipe(changed, file);
}

async function readImages(
  images: string,
  { imageSize, channels, background }: Preprocessing,
  flags: Flags,
): Promise<FolderData> {
  const { size, fit, seed, strict, validation, test } = flags;
  const progress = new CountProgress('images read');
  try {
    return await imageFolder(images, {
      imageSize: size ?? imageSize,
      channels: flags.channels === undefined ? channels : flags.channels === '1' ? 1 : 3,
      background,
      fit,
      ...(seed !== undefined && { seed }),
      ...(validation !== undefined && { validation }),
      ...(test !== undefined && { test }),
      ...(strict && { strict }),
      onProgress: (done, total) => progress.update(done, total),
    });
  } finally {
    progress.stop();
  }
}

function summary({ accuracy, base, bytes, dtype }: Card, { history }: FineTuned<never>, out: string): string {
  const seconds = history.reduce((sum, epoch) => sum + epoch.seconds, 0);
  const of = `${accuracy.images} ${accuracy.on ?? 'test'} images`;
  return (
    `${base} fine-tuned: ${percent(accuracy.shipped)} on the ${of}, ${duration(seconds)} of training; ` +
    `weights in ${out} (${(bytes / 1e6).toFixed(1)} MB, ${dtype})`
  );
}

/** A page about the run; where that fails there is a warning: the weights are complete. */
async function report(card: Card, { model, history, data }: FineTuned<never>, out: string): Promise<void> {
  const { train, validation, test } = data;
  const dataset = test ?? validation ?? train;
  const part = dataset === test ? 'test' : dataset === validation ? 'validation' : 'training';
  try {
    const page = await writeRunReport(join(out, 'report'), { card, model, history, dataset, part });
    console.log(`report: ${page}`);
  } catch (error) {
    console.warn(`there is no report, the weights are complete: ${messageOf(error)}`);
  }
}

function sizeOf(text: string): [number, number] {
  const [, height, width] = /^([1-9]\d*)x([1-9]\d*)$/.exec(text) ?? [];
  if (height === undefined) throw new InvalidArgumentError('expected <height>x<width>, e.g. 32x32.');
  return [Number(height), Number(width)];
}

function shareOf(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share < 1))
    throw new InvalidArgumentError('expected a share from 0 to below 1.');
  return share;
}
