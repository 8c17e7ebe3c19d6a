/** `npm run study`: trains what a study compares, one after the other; stopped, it goes on where it was. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { machineNow } from '../../bench/machine';
import type { Dataset } from '../../src/data/dataset';
import { loadDataset } from '../../src/data/load.node';
import { startEngine } from '../../src/engine/start.node';
import { ConvzooError, messageOf } from '../../src/errors';
import { writeAtomically } from '../../src/files.node';
import '../../src/index';
import { differingOptions, type OptionValues } from '../../src/option-values';
import { packageRoot } from '../../src/package.node';
import { find } from '../../src/registry';
import { percent } from '../../src/report/text';
import { parseRecipe, type Recipe } from '../../src/train/recipe';
import { seedNumber, withDataOptions, type DataFlags } from '../options';
import { duration } from '../progress';
import { asTyped, commitNow } from '../provenance';
import { trainerFor } from '../training';
import { ADVANCES } from './advances';
import type { Arm, Study, StudyResult, StudyRun } from './study';

/** Where the result is kept. */
const STUDY_FILE = join(packageRoot(), 'bench', 'results', 'study.json');

interface Flags extends DataFlags {
  seed?: number;
}

/** Trains every arm with every seed, or the one that is told, that the file doesn't hold yet. */
async function study(study: Study, flags: Flags): Promise<void> {
  const engine = await startEngine(flags.engine);
  const dataset = await loadDataset(study.dataset, 'train', flags);
  const planned = study.seeds.flatMap((seed) => study.arms.map((arm) => plan(study, arm, seed)));
  const own: StudyRun[] = [];
  for (const one of planned) {
    const { seed } = one.recipe;
    if (flags.seed !== undefined && seed !== flags.seed) continue;
    if ((await runsOf(planned, own)).some((run) => isPlanned(one, run))) continue;
    const outcome = await train(study, one, dataset);
    const { topic, name } = one.arm;
    const facts = { commit: commitNow(), date: new Date().toISOString().slice(0, 10), engine: engine.name };
    own.push({ topic, name, seed, options: one.options, recipe: one.recipe, ...outcome, ...facts });
    const runs = await runsOf(planned, own);
    await save(study, dataset, runs);
    const { accuracy, seconds } = outcome;
    console.log(
      `${runs.length} of ${planned.length}: ${topic}, ${name}, seed ${seed}: ` +
        `${percent(accuracy)}, ${duration(seconds)}`,
    );
  }
}

/** In the order of the plan, of this process and in the file, which another process may write as well. */
async function runsOf(planned: readonly Planned[], own: readonly StudyRun[]): Promise<StudyRun[]> {
  const known = [...own, ...(await earlierRuns())];
  return planned.flatMap((one) => known.find((run) => isPlanned(one, run)) ?? []);
}

interface Planned {
  arm: Arm;
  options: OptionValues;
  recipe: Recipe;
}

function plan({ variant, options, recipe }: Study, arm: Arm, seed: number): Planned {
  return {
    arm,
    options: differingOptions(find(variant), { ...options, ...arm.options }),
    recipe: parseRecipe({ ...recipe, ...arm.recipe, seed }, `${arm.topic}: ${arm.name}`),
  };
}

/** Whether a run is of that arm and seed as they are now. */
function isPlanned({ arm, options, recipe }: Planned, run: StudyRun): boolean {
  const facts = [run.topic, run.name, run.options, run.recipe];
  return JSON.stringify(facts) === JSON.stringify([arm.topic, arm.name, options, recipe]);
}

async function train(
  { variant }: Study,
  { options, recipe }: Planned,
  dataset: Dataset,
): Promise<Pick<StudyRun, 'accuracy' | 'seconds'>> {
  const trainer = trainerFor({ variant, options }, recipe, dataset);
  try {
    const { history, seconds } = await trainer.fit(dataset);
    const accuracy = history.at(-1)?.validationAccuracy;
    if (accuracy === undefined) throw new ConvzooError('study: its recipe holds no images out');
    return { accuracy, seconds };
  } finally {
    trainer.model.dispose();
  }
}

async function earlierRuns(): Promise<StudyRun[]> {
  if (!existsSync(STUDY_FILE)) return [];
  return (JSON.parse(await readFile(STUDY_FILE, 'utf8')) as StudyResult).runs;
}

async function save({ variant, dataset: name }: Study, { pixels }: Dataset, runs: StudyRun[]): Promise<void> {
  const command = asTyped('study', ...(pixels === 'original' ? [] : ['--allow-modified']));
  const result: StudyResult = { command, variant, dataset: name, pixels, machine: machineNow(), runs };
  await writeAtomically(STUDY_FILE, `${JSON.stringify(result, null, 2)}\n`);
}

if (require.main === module) {
  withDataOptions(new Command('study'))
    .option('--seed <number>', 'only the trainings with this one; several can run side by side', seedNumber)
    .action((flags: Flags) => study(ADVANCES, flags))
    .parseAsync()
    .catch((error: unknown) => {
      process.stderr.write(`error: ${messageOf(error)}\n`);
      process.exitCode = 1;
    });
}
