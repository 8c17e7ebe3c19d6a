import { parseRecipe, type RecipeInput } from '../../src/train/recipe';
import { learningRate } from '../../src/train/schedule';

/** Rates of the given steps of a training of `steps` steps, ten an epoch. */
function rates(schedule: RecipeInput['schedule'], steps: number, at: number[]): number[] {
  const recipe = { epochs: 1, batchSize: 1, optimizer: { name: 'sgd' }, loss: { name: 'crossEntropy' } };
  const parsed = parseRecipe({ ...recipe, schedule }, 'test').schedule;
  return at.map((step) => learningRate(parsed, step, steps, 10));
}

function expectClose(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((rate, i) => expect(rate).toBeCloseTo(expected[i] as number, 10));
}

describe('learningRate', () => {
  it('stays where it is with constant', () => {
    expectClose(rates({ name: 'constant', learningRate: 0.1 }, 40, [0, 20, 39]), [0.1, 0.1, 0.1]);
  });

  it('falls in a straight line to zero with linear', () => {
    expectClose(rates({ name: 'linear', learningRate: 0.4 }, 40, [0, 10, 20, 30]), [0.4, 0.3, 0.2, 0.1]);
  });

  it('falls along half a cosine with cosine', () => {
    // (1 + cos(pi / 4)) / 2 = 0.853553...
    expectClose(rates({ name: 'cosine', learningRate: 2 }, 40, [0, 10, 20, 40]), [2, 1 + Math.SQRT1_2, 1, 0]);
  });

  it('is multiplied by the factor at each of the epochs with step', () => {
    const schedule: RecipeInput['schedule'] = { name: 'step', learningRate: 1, epochs: [1, 3], factor: 0.1 };
    expectClose(rates(schedule, 40, [9, 10, 29, 30]), [1, 0.1, 0.1, 0.01]);
  });

  it('follows rate * (1 + gamma * step)^-power with inv', () => {
    const schedule = { name: 'inv', learningRate: 0.01, gamma: 1e-4, power: 0.75 } as const;
    expectClose(rates(schedule, 20_000, [0, 10_000]), [0.01, 0.01 * 2 ** -0.75]);
  });

  it('rises from a 25th to the peak and falls to zero with oneCycle', () => {
    const schedule = { name: 'oneCycle', learningRate: 1, rise: 0.25 } as const;
    expectClose(rates(schedule, 40, [0, 5, 10, 25, 40]), [1 / 25, 0.52, 1, 0.5, 0]);
  });

  it('rises in equal steps during the warm-up and starts the schedule after it', () => {
    const schedule = { name: 'linear', learningRate: 0.5, warmupEpochs: 0.4 } as const;
    expectClose(rates(schedule, 44, [0, 1, 2, 3, 4, 24]), [0.1, 0.2, 0.3, 0.4, 0.5, 0.25]);
  });
});
