import { join } from 'node:path';
import { create } from '../src/create';
import type { Card, RunFacts } from '../src/card';
import type { Dataset } from '../src/data/dataset';
import { loadDataset } from '../src/data/load.node';
import { fitToImages } from '../src/fit-data';
import { labelOf, type OptionValues } from '../src/option-values';
import { find } from '../src/registry';
import { CheckpointFolder } from '../src/train/checkpoint-folder.node';
import type { Recipe } from '../src/train/recipe';
import { RunFolder, type RunRecord } from '../src/train/run-folder.node';
import { Trainer, type Outcome } from '../src/train/trainer';
import { exportRun } from '../src/weights/export-run.node';
import type { DataFlags } from './options';
import { aimOf } from './recipes/shipped';

/** A run's folder brought to life. */
export interface Training {
  record: RunRecord;
  trainer: Trainer;
  train: Dataset;
  store: CheckpointFolder;
}

/**
 * Where a variant's training on a data set is kept.
 *
 * @param seed where it is another one than the recipe's
 */
export function runFolder(
  runs: string,
  { variant, options, dataset }: Pick<RunRecord, 'variant' | 'options' | 'dataset'>,
  recipeName = 'default',
  seed?: number,
): RunFolder {
  const suffixes = [
    recipeName === 'default' ? '' : `-${recipeName.replaceAll(/[^\w.-]+/g, '_')}`,
    seed === undefined ? '' : `-seed${seed}`,
  ];
  return new RunFolder(join(runs, `${labelOf(variant, options)}-${dataset}${suffixes.join('')}`));
}

/** The model as it was before the first step, its data and its checkpoints. */
export async function openTraining(record: RunRecord, folder: RunFolder, data: DataFlags): Promise<Training> {
  const train = await loadDataset(record.dataset, 'train', data);
  const store = new CheckpointFolder(folder.checkpoints, (message) => console.warn(message));
  return { record, trainer: trainerFor(record, record.recipe, train), train, store };
}

/** A trainer of an untrained model that takes the images of a data set. */
export function trainerFor(
  { variant, options }: Pick<RunRecord, 'variant' | 'options'>,
  recipe: Recipe,
  { imageShape, classes }: Dataset,
): Trainer {
  const { inputShape, preprocessing } = fitToImages(find(variant), imageShape);
  const common = { inputShape, classes: classes.length, seed: recipe.seed };
  return new Trainer(create<OptionValues>(variant, { ...options, ...common }), recipe, preprocessing);
}

/**
 * Writes the weights of a finished training with all that is known of it.
 *
 * @param place where and when it was trained
 */
export async function exportTraining(
  { record, trainer, train }: Training,
  { seconds }: Outcome,
  place: Omit<RunFacts, 'recipe' | 'command' | 'commit' | 'minutes' | 'deviations'>,
  data: DataFlags,
  to: string,
): Promise<Card> {
  const { recipe, model, preprocessing } = trainer;
  const aim = aimOf(record);
  return exportRun({
    model,
    options: record.options,
    preprocessing,
    train,
    test: await loadDataset(record.dataset, 'test', data),
    folder: to,
    run: {
      recipe: { name: record.recipeName, settings: recipe },
      command: record.command,
      commit: record.commit,
      ...place,
      minutes: Math.round(seconds / 6) / 10,
      deviations: [...find(record.variant).facts.deviations, ...recipe.deviations],
      ...(aim !== undefined && { aim }),
    },
  });
}
