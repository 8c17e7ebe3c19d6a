/**
 * `npm run study`: trains what a study compares, one after the other; stopped, it goes on where it was. Started again
 * meanwhile, a second process takes its share.
 */
import { join } from 'node:path';
import { Command } from 'commander';
import { machineNow } from '../../bench/machine';
import type { Dataset } from '../../src/data/dataset';
import { loadDataset } from '../../src/data/load.node';
import { startEngine } from '../../src/engine/start.node';
import { ConvzooError, messageOf } from '../../src/errors';
import '../../src/index';
import { alone, InUseError } from '../../src/lock.node';
import { packageRoot } from '../../src/package.node';
import { percent } from '../../src/report/text';
import { DivergedError } from '../../src/train/diverged-error';
import { withDataOptions, type DataFlags } from '../options';
import { duration } from '../progress';
import { asTyped, commitNow } from '../provenance';
import { trainerFor } from '../training';
import { ADVANCES } from './advances';
import { isPlanned, planOf, type Planned } from './plan';
import type { Study, StudyOutcome, StudyResult } from './study';
import { StudyFile } from './study-file';

/** Where the result is kept. */
const STUDY_FILE = join(packageRoot(), 'bench', 'results', 'study.json');

/** Trains every arm with every seed that the file doesn't hold yet; several processes share them. */
export async function runStudy(study: Study, flags: DataFlags, path = STUDY_FILE): Promise<void> {
  // The clone may come to another one while this runs.
  const commit = commitNow();
  const engine = await startEngine(flags.engine);
  const dataset = await loadDataset(study.dataset, 'train', flags);
  const plan = planOf(study);
  const file = new StudyFile(path, plan, factsOf(study, dataset));
  for (const [i, one] of plan.entries()) {
    await unlessInUse(`${path}.${i + 1}`, async () => {
      if ((await file.runs()).some((run) => isPlanned(one, run))) return;
      const outcome = await train(study, one, dataset);
      const date = new Date().toISOString().slice(0, 10);
      const facts = { commit, date, engine: engine.name, machine: machineNow() };
      const { topic, name } = one.arm;
      const { options, recipe } = one;
      const { seed } = recipe;
      const runs = await file.add({ topic, name, seed, options, recipe, ...outcome, ...facts });
      const result = 'diverged' in outcome ? outcome.diverged : percent(outcome.accuracy);
      console.log(
        `${runs.length} of ${plan.length}: ${topic}, ${name}, seed ${seed}: ` +
          `${result}, ${duration(outcome.seconds)}`,
      );
    });
  }
}

/** What another process is at is left to it. */
async function unlessInUse(path: string, action: () => Promise<void>): Promise<void> {
  try {
    await alone(path, action);
  } catch (error) {
    if (!(error instanceof InUseError)) throw error;
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
    .action((flags: DataFlags) => runStudy(ADVANCES, flags))
    .parseAsync()
    .catch((error: unknown) => {
      process.stderr.write(`error: ${messageOf(error)}\n`);
      process.exitCode = 1;
    });
}
