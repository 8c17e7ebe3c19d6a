import { parseFinetuneRecipe, phasesOf, recipeOfPhase } from '../../src/finetune/recipe';
import { parseRecipe } from '../../src/train/recipe';

const told = { images: 100, isJudged: true, rateFactors: {} };

test('a recipe fills in its defaults, and takes what it has written', () => {
  const recipe = parseFinetuneRecipe({});
  expect(recipe).toMatchObject({ mode: 'full', seed: 1, batchSize: 32, copies: 0, validation: 0.2 });
  expect(parseFinetuneRecipe(JSON.parse(JSON.stringify(recipe)))).toEqual(recipe);
});

test('the head alone takes longer by itself than before the net', () => {
  const [full, feature] = (['full', 'feature'] as const).map(
    (mode) => parseFinetuneRecipe({ mode }).head.epochs,
  );
  expect(feature).toBeGreaterThan(full ?? NaN);
  expect(parseFinetuneRecipe({ mode: 'feature', head: { epochs: 3 } }).head.epochs).toBe(3);
});

test('its phases are the head alone, and in full mode those that unfreeze', () => {
  const unfreeze = [{ stages: 1, epochs: 3, learningRate: 0.2 }];
  const head = { epochs: 2, learningRate: 0.1 };
  const phases = [{ stages: 0, ...head }, ...unfreeze];
  expect(phasesOf(parseFinetuneRecipe({ head, unfreeze }))).toEqual(phases);
  expect(phasesOf(parseFinetuneRecipe({ head, unfreeze, mode: 'feature' }))).toEqual(phases.slice(0, 1));
});

test('a phase is a training by a recipe that any trainer takes', () => {
  const recipe = parseFinetuneRecipe({
    labelSmoothing: 0.1,
    schedule: 'linear',
    optimizer: { name: 'sgd', momentum: 0.9 },
    augmentation: { flip: true },
    classWeights: [1, 2],
    patience: 4,
  });
  const phase = { stages: 1, epochs: 3, learningRate: 0.2 };
  const training = recipeOfPhase(recipe, phase, 1, { ...told, rateFactors: { block: 0.5 } });
  expect(training).toMatchObject({
    epochs: 3,
    batchSize: 32,
    optimizer: { name: 'sgd', momentum: 0.9 },
    schedule: { name: 'linear', learningRate: 0.2 },
    loss: { name: 'crossEntropy', labelSmoothing: 0.1 },
    augmentation: { flip: true },
    classWeights: [1, 2],
    rateFactors: { block: 0.5 },
    patience: 4,
  });
  expect(parseRecipe({ ...training, validation: 0.1 }, 'phase')).toEqual({ ...training, validation: 0.1 });
});

test('a phase draws its own numbers, makes no batch larger than the data, and waits for none without images to judge by', () => {
  const recipe = parseFinetuneRecipe({});
  const [first, second] = [0, 1].map((index) =>
    recipeOfPhase(recipe, { stages: 1, epochs: 1, learningRate: 1 }, index, {
      images: 7,
      isJudged: false,
      rateFactors: {},
    }),
  );
  expect(first?.seed).not.toBe(second?.seed);
  expect(first?.batchSize).toBe(7);
  expect(first).not.toHaveProperty('patience');
});
