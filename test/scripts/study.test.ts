import '../../models';
import { find } from '../../src/registry';
import { parseRecipe } from '../../src/train/recipe';
import { ADVANCES } from '../../scripts/study/advances';
import { studyReport } from '../../scripts/study/report';
import type { Arm, StudyRun } from '../../scripts/study/study';
import { undrawn } from '../support/undrawn';

const arms: Arm[] = [
  { topic: 'baseline', name: 'ReLU', published: 0.471 },
  { topic: 'activation', name: 'elu', published: 0.488 },
  { topic: 'activation', name: 'tanh', published: 0.401 },
];
const recipe = parseRecipe({ ...ADVANCES.recipe, epochs: 4, validation: 0.1 }, 'a recipe');

function run(topic: string, name: string, seed: number, accuracy: number): StudyRun {
  const facts = { commit: 'abc', date: '2026-01-02', engine: 'tensorflow', seconds: 60 + seed };
  return { topic, name, seed, options: { alpha: 0.125 }, recipe: { ...recipe, seed }, accuracy, ...facts };
}

test("a study tells each arm's mean, extremes and gain over the baseline, beside the paper's", () => {
  const lines = studyReport(
    {
      command: 'npm run study',
      variant: 'caffenet128_cifar',
      dataset: 'cifar10',
      pixels: 'original',
      machine: { cpu: 'Some CPU', cores: 2, platform: 'linux x64', node: '20.0.0' },
      runs: [
        run('baseline', 'ReLU', 1, 0.6),
        run('baseline', 'ReLU', 2, 0.62),
        run('activation', 'elu', 1, 0.65),
        run('activation', 'elu', 2, 0.64),
      ],
    },
    arms,
  ).split('\n');
  expect(lines).toContain('| baseline | ReLU | 61.00 % | 60.00 % to 62.00 % | 0.00 | 47.10 % | 0.00 |');
  expect(lines).toContain('| activation | elu | 64.50 % | 64.00 % to 65.00 % | +3.50 | 48.80 % | +1.70 |');
  expect(lines.join('\n')).not.toContain('tanh');
  for (const part of ['4 epochs', '10.00 %', '2 seeds', '62 s', '`npm run study`'])
    expect(lines.at(-1)).toContain(part);
});

describe('the advances', () => {
  test('are told apart by topic and name, and the first is the baseline', () => {
    const names = ADVANCES.arms.map(({ topic, name }) => `${topic} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(ADVANCES.arms[0]?.options).toBeUndefined();
    expect(ADVANCES.arms[0]?.recipe).toBeUndefined();
  });

  test.each(ADVANCES.arms.map((arm): [string, Arm] => [`${arm.topic}: ${arm.name}`, arm]))(
    '%s makes a net and a recipe, with a change unless it is the baseline',
    (name, arm) => {
      const { variant, options, recipe: common } = ADVANCES;
      const { facts } = find(variant);
      const built = undrawn(variant, { ...options, ...arm.options });
      expect(built.outputs[0]?.shape).toEqual([null, facts.classes]);
      built.dispose();
      parseRecipe({ ...common, ...arm.recipe }, name);
      const isBaseline = arm === ADVANCES.arms[0];
      expect(arm.options === undefined && arm.recipe === undefined).toBe(isBaseline);
    },
  );
});
