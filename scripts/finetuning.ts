import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Classifier } from '../src/classifier';
import type { FolderData } from '../src/data/image-folder.node';
import { ConvzooError } from '../src/errors';
import { writeAtomically } from '../src/files.node';
import { finetune } from '../src/finetune/finetune';
import type { PhaseStep } from '../src/finetune/phases';
import { phasesOf, type FinetuneRecipe } from '../src/finetune/recipe';
import type { FineTuned } from '../src/finetune/tuned';
import { CheckpointFolder } from '../src/train/checkpoint-folder.node';
import { TensorboardLog } from '../src/train/tensorboard.node';
import { CountProgress, TrainingProgress } from './progress';

/** What tells one fine-tuning from another: it goes on only where all of it is the same. */
export interface Finetuning {
  weights: string;
  images: string;
  recipe: FinetuneRecipe;
  /** How the images were made. */
  pixels: string;
  counts: FolderData['counts'];
}

/** Where a fine-tuning keeps its checkpoints until its weights are written. */
export function workFolder(out: string): string {
  return `${out.replace(/[/\\]+$/, '')}.work`;
}

/**
 * Fine-tunes with bars, a line an epoch and checkpoints. The first SIGINT or SIGTERM stops it after the step under
 * way.
 *
 * @returns undefined where it was stopped
 * @throws ConvzooError where the folder of its work holds another fine-tuning
 */
export async function runFinetuning<Image>(
  net: Classifier<Image>,
  { train, validation, test }: FolderData,
  task: Finetuning,
  work: string,
  tensorboard?: string,
): Promise<FineTuned<Image> | undefined> {
  await claim(work, task);
  const log =
    tensorboard === undefined ? undefined : await TensorboardLog.open(tensorboard, task.recipe.batchSize);
  const embedded = new CountProgress('images embedded');
  const progress = new TrainingProgress();
  const title = phaseTitles(task.recipe);
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await finetune(
      net,
      { train, validation, test },
      {
        ...task.recipe,
        checkpoints: (phase) =>
          new CheckpointFolder(join(work, `phase-${phase}`), (message) => console.warn(message)),
        signal: stop.signal,
        onEmbedded: (done, total) => embedded.update(done, total),
        onStep: (report) => {
          title(report);
          progress.step(report);
          log?.step(report);
        },
        onEpoch: (record) => {
          progress.epoch(record);
          log?.epoch(record);
        },
      },
    );
  } catch (error) {
    if (stop.signal.aborted) return undefined;
    throw error;
  } finally {
    embedded.stop();
    progress.stop();
    log?.close();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** Writes down what the folder is for, or finds the same written there. */
async function claim(work: string, task: Finetuning): Promise<void> {
  const file = join(work, 'finetuning.json');
  const text = `${JSON.stringify(task, null, 2)}\n`;
  if (!existsSync(file)) return writeAtomically(file, text);
  if ((await readFile(file, 'utf8')) === text) {
    console.log(`going on from the checkpoints in ${work}`);
    return;
  }
  throw new ConvzooError(
    `${work} holds another fine-tuning that was cut off (other weights, images or settings, see ` +
      'finetuning.json there): call it the same way to go on, or throw it away with --fresh',
  );
}

/** Says which phase begins. */
function phaseTitles(recipe: FinetuneRecipe): (step: PhaseStep) => void {
  const phases = phasesOf(recipe);
  let shown = 0;
  return ({ phase, phases: count }) => {
    if (phase === shown) return;
    shown = phase;
    const { stages = 0 } = phases[phase - 1] ?? {};
    const trained = stages === 0 ? 'the head' : `the head and ${stagesText(stages)}`;
    console.log(`phase ${phase} of ${count}: ${trained}`);
  };
}

function stagesText(stages: number | 'all'): string {
  if (stages === 'all') return 'the whole net';
  return stages === 1 ? 'the last stage' : `the last ${stages} stages`;
}
