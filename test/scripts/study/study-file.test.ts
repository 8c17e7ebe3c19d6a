import '../../../models';
import { join } from 'node:path';
import { planOf, type Planned } from '../../../scripts/study/plan';
import { StudyFile } from '../../../scripts/study/study-file';
import type { StudyRun } from '../../../scripts/study/study';
import { temporaryFolder } from '../../data/synthetic';
import { SMALL_STUDY } from '../../support/small-study';

const plan = planOf(SMALL_STUDY);
const machine = { cpu: 'Some CPU', cores: 2, platform: 'linux x64', node: '20.0.0' };
const facts = {
  command: 'npm run study',
  variant: SMALL_STUDY.variant,
  dataset: SMALL_STUDY.dataset,
  pixels: 'original',
};

function runOf({ arm: { topic, name }, options, recipe }: Planned): StudyRun {
  const place = { commit: 'abc', date: '2026-01-02', engine: 'wasm', machine };
  return { topic, name, seed: recipe.seed, options, recipe, accuracy: 0.5, seconds: 60, ...place };
}

let path: string;
beforeEach(() => {
  path = join(temporaryFolder(), 'study.json');
  jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterEach(() => jest.restoreAllMocks());

test('runs that several processes add at the same time are all kept, in the order of the plan', async () => {
  const runs = plan.map(runOf);
  await Promise.all([...runs].reverse().map((run) => new StudyFile(path, plan, facts).add(run)));
  expect(await new StudyFile(path, plan, facts).runs()).toEqual(runs);
});

test('a run of another recipe than the one that is planned is not among the runs', async () => {
  const [first] = plan.map(runOf);
  const file = new StudyFile(path, plan, facts);
  if (first === undefined) throw new Error('the study plans nothing');
  expect(await file.add({ ...first, recipe: { ...first.recipe, epochs: 3 } })).toEqual([]);
  expect(await file.add(first)).toEqual([first]);
});
