import type * as tf from '@tensorflow/tfjs';
import { parseRunFacts, type Card, type Dtype, type RunFacts } from '../card';
import type { Dataset } from '../data/dataset';
import { ConvzooError } from '../errors';
import type { OptionValues } from '../option-values';
import type { Preprocessing } from '../preprocessing';
import { find } from '../registry';
import { splitFor } from '../train/split';
import { writeWeights } from './write-weights.node';

/** Training images to choose the dtype by where none were held out. */
const JUDGES = 10_000;

export interface ExportOptions {
  /** Trained, with its classifier on top; its name is its variant's. */
  model: tf.LayersModel;
  /** Of its family's own those that it was built with, where they aren't the defaults; none unless told. */
  options?: OptionValues;
  preprocessing: Preprocessing;
  /** All training images, those too that the recipe holds out. */
  train: Dataset;
  test: Dataset;
  run: RunFacts;
  /** Where the files go, e.g. weights/lenet5-mnist; an export that stands there is replaced. */
  folder: string;
  /** Default: float16 unless it costs accuracy on the held-out images, or without any on training images. */
  dtype?: Dtype;
}

/**
 * Writes model.json, its shards, card.json and README.md. The card's accuracy is measured on the test set with
 * the weights read back from the written files.
 *
 * @throws ConvzooError where the folder holds something else, a fact of the run is missing, or model, data and
 *   preprocessing don't fit each other; the folder then stays as it was
 */
export async function exportRun({ options: built = {}, ...options }: ExportOptions): Promise<Card> {
  const { model, preprocessing, test, folder, dtype } = options;
  const { name: variant, family, paper } = find(model.name);
  const run = parseRunFacts(options.run, `run of ${variant}`);
  checkSameClasses(options.train, test);
  const { train, validation } = splitFor(run.recipe.settings, options.train);
  return writeWeights({
    model,
    measured: test,
    validation,
    judges: validation ?? firstImages(train),
    folder,
    dtype,
    facts: {
      variant,
      family,
      ...(Object.keys(built).length > 0 && { options: built }),
      paper,
      dataset: {
        name: test.name,
        pixels: pixelsOf(train, test),
        train: train.size,
        validation: validation?.size ?? 0,
        test: test.size,
      },
      classes: [...test.classes],
      preprocessing,
      ...run,
      seed: run.recipe.settings.seed,
    },
  });
}

function checkSameClasses(train: Dataset, test: Dataset): void {
  if (train.classes.join('\n') !== test.classes.join('\n')) {
    throw new ConvzooError(
      `${train.name} was trained on with the classes ${train.classes.join(', ')}, ` +
        `${test.name} tests the classes ${test.classes.join(', ')}`,
    );
  }
}

function firstImages(dataset: Dataset): Dataset {
  return dataset.subset(Array.from({ length: Math.min(JUDGES, dataset.size) }, (_, i) => i));
}

function pixelsOf(train: Dataset, test: Dataset): string {
  return train.pixels === test.pixels ? test.pixels : `training: ${train.pixels}; test: ${test.pixels}`;
}
