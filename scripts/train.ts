import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { startEngine, type Engine } from '../src/engine/start.node';
import { ConvzooError, messageOf } from '../src/errors';
import { labelOf, optionsText, type OptionValues } from '../src/option-values';
import { find } from '../src/registry';
import type { RunFolder } from '../src/train/run-folder.node';
import { checkTensorboard, refuseEvents, removeEvents, TensorboardLog } from '../src/train/tensorboard.node';
import type { Outcome } from '../src/train/trainer';
import { percent } from '../src/report/text';
import { toldOptions, withBuildOptions, type BuildFlags } from './build-options';
import { datasetOption, seedNumber, withDataOptions, type DataFlags } from './options';
import { duration, TrainingProgress } from './progress';
import { commandLine, commitNow } from './provenance';
import { findRecipe } from './recipes';
import { reportTraining } from './report';
import { exportTraining, openTraining, runFolder, type Training } from './training';

interface Flags extends DataFlags, BuildFlags {
  dataset: string;
  recipe: string;
  seed?: number;
  runs: string;
  resume?: true;
  fresh?: true;
  eager?: true;
  tensorboard?: string;
}

const INTERRUPTED = 130;

/** `convzoo train <variants...>`: trains each and exports its weights. */
export function trainCommand(): Command {
  const command = withBuildOptions(
    new Command('train')
      .description('train models by their recipes and export their weights')
      .argument('<variants...>', 'models of the zoo, see `list`')
      .addOption(datasetOption().default('mnist'))
      .option('--recipe <name>', 'name of a recipe, or a JSON file', 'default')
      .option('--seed <n>', "in place of the recipe's; the run's folder is named by it", seedNumber),
  );
  return withDataOptions(
    command
      .option('--runs <folder>', 'where runs are kept', 'runs')
      .option('--resume', 'go on where the last run stopped; a finished one stays as it is')
      .option('--fresh', 'throw away what an earlier run left')
      .option('--eager', 'run each step operation by operation, not as one graph; to compare')
      .option(
        '--tensorboard <folder>',
        "write TensorBoard's events into a folder in it; needs --engine tensorflow",
      ),
  ).action(async (variants: string[], flags: Flags) => {
    for (const variant of variants) {
      toldOptions(find(variant), flags);
      await findRecipe(variant, flags.dataset, flags.recipe);
    }
    const engine = await startEngine(flags.engine);
    console.log(engine.notice);
    if (flags.tensorboard !== undefined) checkTensorboard();
    for (const variant of variants) {
      const folder = folderOf(variant, flags);
      const finished = await folder.alone(() => trainVariant(variant, folder, flags, engine));
      if (!finished) {
        process.exitCode = INTERRUPTED;
        return;
      }
    }
  });
}

/** Trains one variant; false where it was interrupted. */
async function trainVariant(
  variant: string,
  folder: RunFolder,
  flags: Flags,
  engine: Engine,
): Promise<boolean> {
  await prepare(folder, variant, flags);
  const training = await openTraining(folder, flags);
  const { epochs, seed } = training.trainer.recipe;
  const label = labelOf(variant, training.record.options);
  console.log(`${label} on ${flags.dataset}, recipe '${flags.recipe}': ${epochs} epochs in ${folder.path}`);
  await folder.write('start', { engine, seed, command: commandLine() });
  const outcome = await fit(training, folder, flags);
  if (outcome.isInterrupted) {
    await folder.write('interrupted', { epochs: outcome.history.length });
    console.log(`interrupted; go on with: ${commandLine()}${flags.resume === true ? '' : ' --resume'}`);
    return false;
  }
  await folder.write('end', { seconds: outcome.seconds });
  const card = await exportTraining(training, outcome, engine, flags, folder.weights);
  console.log(
    `${label}: ${percent(card.accuracy.shipped)} on the ${card.accuracy.images} test images, ` +
      `${duration(outcome.seconds)} of training; weights in ${folder.weights}`,
  );
  training.trainer.model.dispose();
  await reportTraining(folder, flags);
  return true;
}

function folderOf(variant: string, flags: Flags): RunFolder {
  const { dataset, recipe, seed, runs } = flags;
  return runFolder(runs, { variant, options: toldOptions(find(variant), flags), dataset }, recipe, seed);
}

/** Writes the run's facts into its folder, unless it is resumed. */
async function prepare(folder: RunFolder, variant: string, flags: Flags): Promise<void> {
  const { dataset, recipe: recipeName, seed, resume, fresh } = flags;
  const options = toldOptions(find(variant), flags);
  const events = eventsFolder(folder, flags);
  if (fresh === true) {
    await rm(folder.path, { recursive: true, force: true });
    if (events !== undefined) await removeEvents(events);
  }
  if (folder.exists && resume !== true) {
    throw new ConvzooError(
      `${folder.path} holds a training: go on with --resume, or start over with --fresh`,
    );
  }
  if (folder.exists) await checkSameOptions(folder, options);
  else {
    if (events !== undefined) await refuseEvents(events);
    const found = await findRecipe(variant, dataset, recipeName);
    const recipe = seed === undefined ? found : { ...found, seed };
    const provenance = { command: commandLine(), commit: commitNow() };
    await folder.start({ variant, options, dataset, recipeName, recipe, ...provenance });
  }
}

/** Where a run's events for TensorBoard go, which tells runs apart by their folders. */
function eventsFolder(folder: RunFolder, { tensorboard }: Flags): string | undefined {
  return tensorboard === undefined ? undefined : join(tensorboard, basename(folder.path));
}

async function checkSameOptions(folder: RunFolder, options: OptionValues): Promise<void> {
  const { options: before } = await folder.record();
  if (JSON.stringify(before) === JSON.stringify(options)) return;
  throw new ConvzooError(
    `${folder.path} holds a training with ${optionsText(before) || 'no options'}, ` +
      `it can't go on with ${optionsText(options) || 'none'}`,
  );
}

/** Trains with a bar, a log and checkpoints; the first SIGINT or SIGTERM stops it after the step under way. */
async function fit({ trainer, train, store }: Training, folder: RunFolder, flags: Flags): Promise<Outcome> {
  const events = eventsFolder(folder, flags);
  const log = events === undefined ? undefined : await TensorboardLog.open(events, trainer.recipe.batchSize);
  const progress = new TrainingProgress();
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(INTERRUPTED);
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await trainer.fit(train, {
      store,
      resume: true,
      eager: flags.eager === true,
      signal: stop.signal,
      onStep: (report) => {
        progress.step(report);
        log?.step(report);
      },
      onEpoch: async (record) => {
        progress.epoch(record);
        log?.epoch(record);
        await folder.write('epoch', record);
      },
    });
  } catch (error) {
    await folder.write('error', { message: messageOf(error) });
    throw error;
  } finally {
    progress.stop();
    log?.close();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
