/** `npm run study`: trains what a study compares, one after the other; stopped, it goes on where it was. */
import { join } from 'node:path';
import { Command } from 'commander';
import { machineNow } from '../../bench/machine';
import type { Dataset } from '../../src/data/dataset';
import { loadDataset } from '../../src/data/load.node';
import { startEngine } from '../../src/engine/start.node';
import { ConvzooError, messageOf } from '../../src/errors';
import '../../src/index';
import { packageRoot } from '../../src/package.node';
import { percent } from '../../src/report/text';
import { DivergedError } from '../../src/train/diverged-error';
import { seedNumber, withDataOptions, type DataFlags } from '../options';
import { duration } from '../progress';
import { asTyped, commitNow } from '../provenance';
import { trainerFor } from '../training';
import { ADVANCES } from './advances';
import { isPlanned, planOf, type Planned } from './plan';
import type { Study, StudyOutcome, StudyResult } from './study';
import { StudyFile } from './study-file';

/** Where the result is kept. */
const STUDY_FILE = join(packageRoot(), 'bench', 'results', 'study.json');

interface Flags extends DataFlags {
  seed?: number;
}

/** Trains every arm with every seed, or the one that is told, that the file doesn't hold yet. */
export async function runStudy(study: Study, flags: Flags, path = STUDY_FILE): Promise<void> {
  if (flags.seed !== undefined && !study.seeds.includes(flags.seed)) {
    throw new ConvzooError(`--seed ${flags.seed}: the study's seeds are ${study.seeds.join(', ')}`);
  }
  // The clone may come to another one while this runs.
  const commit = commitNow();
  const engine = await startEngine(flags.engine);
  const dataset = await loadDataset(study.dataset, 'train', flags);
  const plan = planOf(study);
  const file = new StudyFile(path, plan, factsOf(study, dataset));
  for (const one of plan) {
    const { seed } = one.recipe;
    if (flags.seed !== undefined && seed !== flags.seed) continue;
    if ((await file.runs()).some((run) => isPlanned(one, run))) continue;
    const outcome = await train(study, one, dataset);
    const { topic, name } = one.arm;
    const date = new Date().toISOString().slice(0, 10);
    const facts = { commit, date, engine: engine.name, machine: machineNow() };
    const runs = await file.add({
      topic,
      name,
      seed,
      options: one.options,
      recipe: one.recipe,
      ...outcome,
      ...facts,
    });
    const result = 'diverged' in outcome ? outcome.diverged : percent(outcome.accuracy);
    console.log(
      `${runs.length} of ${plan.length}: ${topic}, ${name}, seed ${seed}: ` +
        `${result}, ${duration(outcome.seconds)}`,
    );
  }
}

function factsOf({ variant, dataset }: Study, { pixels }: Dataset): Omit<StudyResult, 'runs'> {
  const command = asTyped('study', ...(pixels === 'original' ? [] : ['--allow-modified']));
  return { command, variant, dataset, pixels };
}

async function train(
  { variant }: Study,
  { options, recipe }: Planned,
  dataset: Dataset,
): Promise<StudyOutcome> {
  const start = performance.now();
  const trainer = trainerFor({ variant, options }, recipe, dataset);
  try {
    const { history, seconds } = await trainer.fit(dataset);
    const accuracy = history.at(-1)?.validationAccuracy;
    if (accuracy === undefined) throw new ConvzooError('study: its recipe holds no images out');
    return { accuracy, seconds };
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    return { diverged: error.message, seconds: (performance.now() - start) / 1000 };
  } finally {
    trainer.model.dispose();
  }
}

if (require.main === module) {
  withDataOptions(new Command('study'))
    .option('--seed <number>', 'only the trainings with this one; several can run side by side', seedNumber)
    .action((flags: Flags) => runStudy(ADVANCES, flags))
    .parseAsync()
    .catch((error: unknown) => {
      process.stderr.write(`error: ${messageOf(error)}\n`);
      process.exitCode = 1;
    });
}
