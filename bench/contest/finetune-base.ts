/** Run by bench/finetune.ts in a process of its own: weights that have not seen some classes. */
import { join } from 'node:path';
import { findRecipe } from '../../scripts/recipes';
import { trainerFor } from '../../scripts/training';
import { loadDataset } from '../../src/data/load.node';
import { startEngine } from '../../src/engine/start.node';
import { parseRecipe } from '../../src/index';
import { packageRoot } from '../../src/package.node';
import { CheckpointFolder } from '../../src/train/checkpoint-folder.node';
import { exportRun } from '../../src/weights/export-run.node';
import { factsOfPlace } from '../../src/weights/run-facts.node';
import type { BaseMeasure, BaseTask } from '../finetune';
import { BASE_CLASSES, ofClasses } from '../held-out';
import { measuredNow } from '../measured';
import { MARK } from '../protocol';

const VARIANT = 'resnet20';
/** Of half as many images as the data set has. */
const EPOCHS = 20;

/** Goes on where it was stopped; a finished training is exported again in seconds. */
async function main({ engine: name, data, allowModified }: BaseTask): Promise<void> {
  const { command, commit } = measuredNow();
  const engine = await startEngine(name);
  const options = { data, ...(allowModified && { allowModified }) };
  const [train, test] = [
    ofClasses(await loadDataset('cifar10', 'train', options), BASE_CLASSES),
    ofClasses(await loadDataset('cifar10', 'test', options), BASE_CLASSES),
  ];
  const settings = { ...(await findRecipe(VARIANT, 'cifar10', 'default')), epochs: EPOCHS };
  const recipe = parseRecipe(settings, 'base');
  const trainer = trainerFor({ variant: VARIANT, options: {} }, recipe, train);
  const { model, preprocessing } = trainer;
  const folder = join(packageRoot(), 'runs', 'bench-finetune-base');
  const store = new CheckpointFolder(join(folder, 'checkpoints'), () => undefined);
  const { seconds } = await trainer.fit(train, { store, resume: true });
  const card = await exportRun({
    model,
    preprocessing,
    train,
    test,
    folder: join(folder, 'weights'),
    run: {
      recipe: { name: 'base', settings: recipe },
      command,
      commit,
      ...factsOfPlace(engine),
      minutes: Math.round(seconds / 6) / 10,
      deviations: [],
    },
  });
  const measure: BaseMeasure = {
    folder: join(folder, 'weights'),
    variant: VARIANT,
    epochs: EPOCHS,
    accuracy: card.accuracy.shipped,
    pixels: card.dataset.pixels,
  };
  process.stdout.write(`${MARK}${JSON.stringify(measure)}\n`, () => process.exit(0));
}

void main(JSON.parse(process.argv[2] ?? '') as BaseTask);
