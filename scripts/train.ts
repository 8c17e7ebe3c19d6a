import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Command, Option } from 'commander';
import { startEngine, type Engine } from '../src/engine/start.node';
import { processorHasBfloat16 } from '../src/engine/processor.node';
import { ConvzooError, messageOf } from '../src/errors';
import { labelOf, optionsText } from '../src/option-values';
import { alone } from '../src/lock.node';
import { find } from '../src/registry';
import { changedFields } from '../src/train/recipe';
import type { RunFolder, RunRecord } from '../src/train/run-folder.node';
import { checkTensorboard, refuseEvents, removeEvents, TensorboardLog } from '../src/train/tensorboard.node';
import type { Outcome } from '../src/train/trainer';
import { percent } from '../src/report/text';
import { CARD_FILE } from '../src/weights/card-files';
import { factsOfPlace } from '../src/weights/run-facts.node';
import { toldOptions, withBuildOptions, type BuildFlags } from './build-options';
import { datasetOption, seedNumber, withDataOptions, type DataFlags } from './options';
import { INTERRUPTED } from './exit-codes';
import { duration, TrainingProgress } from './progress';
import { commandLine, commandToResume, commitNow } from './provenance';
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
      .addOption(new Option('--fresh', 'throw away what an earlier run left').conflicts('resume'))
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
      const finished = await alone(folder.path, () => trainVariant(variant, folder, flags, engine));
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
  const record = await recordOf(variant, folder, flags);
  const label = labelOf(variant, record.options);
  if (flags.resume === true && existsSync(join(folder.weights, CARD_FILE))) {
    console.log(`${label} on ${flags.dataset}: trained already; weights in ${folder.weights}`);
    return true;
  }
  const training = await openTraining(record, folder, flags);
  if (flags.fresh === true) await throwAway(folder, flags);
  if (!folder.exists) await folder.start(record);
  const { epochs, seed } = training.trainer.recipe;
  console.log(`${label} on ${flags.dataset}, recipe '${flags.recipe}': ${epochs} epochs in ${folder.path}`);
  if (record.recipe.precision === 'bfloat16') console.log(precisionNotice(engine, flags));
  await folder.write('start', { ...factsOfPlace(engine), commit: commitNow(), seed, command: commandLine() });
  const outcome = await fit(training, folder, flags);
  if (outcome.isInterrupted) {
    await folder.write('interrupted', { epochs: outcome.history.length });
    console.log(`interrupted; go on with: ${commandToResume('--resume')}`);
    return false;
  }
  await folder.write('end', { seconds: outcome.seconds });
  const card = await exportTraining(training, outcome, await folder.place(), flags, folder.weights);
  console.log(
    `${label}: ${percent(card.accuracy.shipped)} on the ${card.accuracy.images} test images, ` +
      `${duration(outcome.seconds)} of training; weights in ${folder.weights}`,
  );
  training.trainer.model.dispose();
  await reportTraining(folder, flags);
  return true;
}

/** In which type the operations that a recipe has in bfloat16 are computed here. */
function precisionNotice({ name }: Engine, { eager }: Flags): string {
  if (eager !== true && name === 'tensorflow' && processorHasBfloat16()) return 'Precision: bfloat16';
  const place = eager === true ? '--eager' : `'${name}' on this processor`;
  return `Precision: float32, as ${place} has no bfloat16`;
}

function folderOf(variant: string, flags: Flags): RunFolder {
  const { dataset, recipe, seed, runs } = flags;
  return runFolder(runs, { variant, options: toldOptions(find(variant), flags), dataset }, recipe, seed);
}

/** What the run is of: as its folder has it where it is resumed, and it must be the same then. */
async function recordOf(variant: string, folder: RunFolder, flags: Flags): Promise<RunRecord> {
  const { dataset, recipe: recipeName, seed, resume, fresh } = flags;
  const options = toldOptions(find(variant), flags);
  const isThere = folder.exists && fresh !== true;
  if (isThere && resume !== true) {
    throw new ConvzooError(
      `${folder.path} holds a training: go on with --resume, or start over with --fresh`,
    );
  }
  const found = await findRecipe(variant, dataset, recipeName);
  const recipe = seed === undefined ? found : { ...found, seed };
  if (isThere) {
    const record = await folder.record();
    checkSame(folder, record, { options, recipe });
    return record;
  }
  const events = eventsFolder(folder, flags);
  if (events !== undefined && fresh !== true) await refuseEvents(events);
  return { variant, options, dataset, recipeName, recipe, command: commandLine(), commit: commitNow() };
}

/** What an earlier run left. */
async function throwAway(folder: RunFolder, flags: Flags): Promise<void> {
  await rm(folder.path, { recursive: true, force: true });
  const events = eventsFolder(folder, flags);
  if (events !== undefined) await removeEvents(events);
}

/** Where a run's events for TensorBoard go, which tells runs apart by their folders. */
function eventsFolder(folder: RunFolder, { tensorboard }: Flags): string | undefined {
  return tensorboard === undefined ? undefined : join(tensorboard, basename(folder.path));
}

function checkSame(
  folder: RunFolder,
  before: RunRecord,
  { options, recipe }: Pick<RunRecord, 'options' | 'recipe'>,
): void {
  if (JSON.stringify(before.options) !== JSON.stringify(options)) {
    throw new ConvzooError(
      `${folder.path} holds a training with ${optionsText(before.options) || 'no options'}, ` +
        `it can't go on with ${optionsText(options) || 'none'}`,
    );
  }
  const changed = changedFields(before.recipe, recipe);
  if (changed.length > 0) {
    throw new ConvzooError(
      `${folder.path} holds a training by a recipe with another ${changed.join(', ')}: start over with --fresh`,
    );
  }
}

/**
 * Trains with a bar, a log and checkpoints; the first SIGINT or SIGTERM stops it after the step under way, and so
 * does the end of a `train:all` that started it.
 */
async function fit({ trainer, train, store }: Training, folder: RunFolder, flags: Flags): Promise<Outcome> {
  const events = eventsFolder(folder, flags);
  const log = events === undefined ? undefined : await TensorboardLog.open(events, trainer.recipe.batchSize);
  const progress = new TrainingProgress();
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(INTERRUPTED);
    stop.abort();
  };
  const onDisconnect = () => stop.abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('disconnect', onDisconnect);
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
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('disconnect', onDisconnect);
  }
}
