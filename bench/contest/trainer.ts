import { parseRecipe, type Recipe, type RecipeInput } from '../../src/train/recipe';
import { TrainingStep } from '../../src/train/step';
import { Trainer } from '../../src/train/trainer';
import type { Net } from '../nets';
import { build, trainableParameters } from '../nets/build';
import type { OptimizerConfig, Round, Task } from '../protocol';
import { Handover } from './handover';
import { noise, preprocessingOf } from './noise';
import { stepsFor, type Contest } from './steps';

const AUGMENTATION = { shift: 4, flip: true };
/** More epochs than there are rounds: the process is ended before. */
const ENDLESS = 1_000_000;

/** This package's Trainer: batches are made of bytes as it always does, without augmentation unless asked for. */
export async function byTrainer(task: Task): Promise<Omit<Contest, 'facts'> & { parameters: number }> {
  const { contestant, net, batch, optimizer, roundSeconds } = task;
  const model = build(net, { norm: contestant === 'wasm-tfjs-norm' ? 'tfjs' : 'convzoo' });
  const isAugmented = contestant === 'augmented';
  const recipe = recipeOf(net, { batch, optimizer, epochs: ENDLESS, isAugmented });
  const trainer = new Trainer(model, recipe, preprocessingOf(net));
  const eager = contestant === 'eager';

  let milliseconds = Infinity;
  await new Trainer(model, { ...recipe, epochs: 1 }, trainer.preprocessing).fit(noise(net, 4 * batch), {
    eager,
    onStep: ({ imagesPerSecond }) => {
      milliseconds = Math.min(milliseconds, (1000 * batch) / imagesPerSecond);
    },
  });

  const steps = stepsFor(roundSeconds, milliseconds);
  const untimed = steps > 1 ? 1 : 0;
  const rounds = new Handover<Round>();
  const inside = timeInside();
  let totals: number[] = [];
  const failure = trainer
    .fit(noise(net, (steps + untimed) * batch), {
      eager,
      onStep: ({ imagesPerSecond }) => void totals.push((1000 * batch) / imagesPerSecond),
      onEpoch: async () => {
        const total = sum(totals.slice(untimed));
        const round = { ms: total / steps, between: 1 - sum(inside.slice(untimed)) / total };
        totals = [];
        inside.length = 0;
        await rounds.give(round);
        inside.length = 0;
      },
    })
    .then(() => Promise.reject(new Error('the training came to its end')));
  const round = () => Promise.race([rounds.take(), failure]);
  await round();
  return { parameters: trainableParameters(model), round };
}

export interface RecipeOptions {
  batch: number;
  optimizer: OptimizerConfig;
  epochs: number;
  isAugmented: boolean;
}

export function recipeOf(net: Net, { batch, optimizer, epochs, isAugmented }: RecipeOptions): Recipe {
  const { learningRate, ...rest } = optimizer;
  const recipe: RecipeInput = {
    epochs,
    batchSize: batch,
    optimizer: rest,
    schedule: { name: 'constant', learningRate },
    loss: net.scores === 'logits' ? { name: 'crossEntropy' } : { name: 'codePosterior', rejection: 10 },
    ...(isAugmented && { augmentation: AUGMENTATION }),
  };
  return parseRecipe(recipe, 'bench');
}

/** Milliseconds of each step from here on, without what comes between them. */
function timeInside(): number[] {
  const times: number[] = [];
  const run = TrainingStep.prototype.run;
  TrainingStep.prototype.run = async function (...args) {
    const start = performance.now();
    const result = await run.apply(this, args);
    times.push(performance.now() - start);
    return result;
  };
  return times;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
