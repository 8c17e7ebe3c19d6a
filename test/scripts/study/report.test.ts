import { parseRecipe } from '../../../src/train/recipe';
import { ADVANCES } from '../../../scripts/study/advances';
import { studyReport } from '../../../scripts/study/report';
import type { Arm, StudyRun } from '../../../scripts/study/study';

const arms: Arm[] = [
  { topic: 'baseline', name: 'ReLU', published: 0.471 },
  { topic: 'activation', name: 'elu', published: 0.488 },
  { topic: 'activation', name: 'tanh', published: 0.401 },
];
const recipe = parseRecipe({ ...ADVANCES.recipe, epochs: 4, validation: 0.1 }, 'a recipe');

function run(topic: string, name: string, seed: number, accuracy: number): StudyRun {
  const machine = { cpu: 'Some CPU', cores: 1, platform: 'linux x64', node: '20.0.0' };
  const facts = { commit: 'abc', date: '2026-01-02', engine: 'tensorflow', machine, seconds: 60 + seed };
  return { topic, name, seed, options: { alpha: 0.125 }, recipe: { ...recipe, seed }, accuracy, ...facts };
}

function diverged(topic: string, name: string, seed: number): StudyRun {
  const { recipe, options, commit, date, engine, machine } = run(topic, name, seed, 0);
  const facts = { recipe, options, commit, date, engine, machine };
  return { topic, name, seed, ...facts, seconds: 1, diverged: 'the loss became NaN' };
}

/** The lines of a report on these runs. */
function report(...runs: StudyRun[]): string[] {
  const what = { variant: 'caffenet128_cifar', dataset: 'cifar10', pixels: 'original' };
  const plan = { arms, seeds: [1, 2, 3] };
  return studyReport({ command: 'npm run study', ...what, runs }, plan).split('\n');
}

describe('the report of a study', () => {
  const baseline = [0.6, 0.64, 0.65].map((accuracy, i) => run('baseline', 'ReLU', i + 1, accuracy));

  test("tells each arm's mean, extremes and gain over the baseline, beside the paper's", () => {
    const lines = report(
      ...baseline.slice(0, 2),
      run('activation', 'elu', 1, 0.65),
      run('activation', 'elu', 2, 0.64),
    );
    expect(lines).toContain(
      '| baseline | ReLU | 2 | 62.00 % | 60.00 % to 64.00 % | 0.00 | 0.00 to 0.00 | 47.10 % | 0.00 |',
    );
    expect(lines).toContain(
      '| activation | elu | 2 | 64.50 % | 64.00 % to 65.00 % | +2.50 | 0.00 to +5.00 | 48.80 % | +1.70 |',
    );
    expect(lines.join('\n')).not.toContain('tanh');
    for (const part of ['weights by LSUV, 4 epochs', '10.00 %', '62 s (Some CPU, 1 core)', '`npm run study`'])
      expect(lines.at(-1)).toContain(part);
  });

  test('says how many of its trainings are still to do', () => {
    const others = [1, 2, 3].flatMap((seed) => [
      run('activation', 'elu', seed, 0.6),
      run('activation', 'tanh', seed, 0.6),
    ]);
    expect(report(...baseline)[0]).toBe('6 of its 9 trainings are still to do.');
    expect(report(...baseline, ...others).join('\n')).not.toContain('still to do');
  });

  test('compares an arm with the baseline on the seeds that both have', () => {
    const lines = report(...baseline, run('activation', 'elu', 1, 0.61));
    expect(lines).toContain(
      '| activation | elu | 1 | 61.00 % | 61.00 % to 61.00 % | +1.00 | +1.00 to +1.00 | 48.80 % | +1.70 |',
    );
    expect(lines.join('\n')).not.toContain('3 seeds');
  });

  test('leaves out of an arm the seeds that the baseline lacks, and an arm that has no others', () => {
    const lines = report(
      ...baseline.slice(0, 1),
      run('activation', 'elu', 1, 0.61),
      run('activation', 'elu', 2, 0.9),
      run('activation', 'tanh', 2, 0.5),
    );
    expect(lines.find((line) => line.includes('elu'))).toContain('| 1 | 61.00 % |');
    expect(lines.join('\n')).not.toContain('tanh');
  });

  test('says how many seeds of an arm diverged, and is of the others', () => {
    const lines = report(
      ...baseline,
      run('activation', 'elu', 1, 0.61),
      diverged('activation', 'elu', 2),
      diverged('activation', 'tanh', 1),
    );
    expect(lines).toContain(
      '| activation | elu | 1, 1 diverged | 61.00 % | 61.00 % to 61.00 % | +1.00 | +1.00 to +1.00 | 48.80 % | +1.70 |',
    );
    expect(lines).toContain('| activation | tanh | 0, 1 diverged |  |  |  |  | 40.10 % | −7.00 |');
  });
});
