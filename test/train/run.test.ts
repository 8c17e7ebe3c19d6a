import type { Batch, BatchSource } from '../../src/data/dataset';
import { DivergedError } from '../../src/train/diverged-error';
import { parseRecipe } from '../../src/train/recipe';
import { Run } from '../../src/train/run';
import type { TrainingStep } from '../../src/train/step';
import type { Trainer } from '../../src/train/trainer';
import { SMALL_STUDY } from '../support/small-study';

test.each([NaN, Infinity])('a loss of %d is told apart from other errors', async (loss) => {
  const tensor = { dispose: () => undefined };
  const batch = { images: tensor, labels: tensor } as unknown as Batch;
  const train = { name: 'made up', size: 32, batches: () => [batch] } as unknown as BatchSource;
  const step = { run: () => Promise.resolve({ loss, correct: 0 }) } as unknown as TrainingStep;
  const trainer = { recipe: parseRecipe(SMALL_STUDY.recipe, 'a recipe') } as Trainer;
  const training = new Run(trainer, step, train, undefined, {}).toTheEnd();
  await expect(training).rejects.toThrow(DivergedError);
  await expect(training).rejects.toThrow(`the loss became ${loss} at step 1 of epoch 1, learning rate 0.01`);
});
