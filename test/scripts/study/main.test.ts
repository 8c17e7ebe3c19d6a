import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConvzooError } from '../../../src/errors';
import { DivergedError } from '../../../src/train/diverged-error';
import type { Recipe } from '../../../src/train/recipe';
import { runStudy } from '../../../scripts/study/main';
import type { StudyResult, StudyRun } from '../../../scripts/study/study';
import { temporaryFolder } from '../../data/synthetic';
import { SMALL_STUDY } from '../../support/small-study';

/** What the trainings come to, in place of any. */
const mockFit = jest.fn<unknown, [Recipe]>();
jest.mock('../../../scripts/training', () => ({
  trainerFor: (_: unknown, recipe: Recipe) => ({
    fit: () => Promise.resolve().then(() => mockFit(recipe)),
    model: { dispose: () => undefined },
  }),
}));
let mockCommit = '';
jest.mock('../../../scripts/provenance', () => ({
  asTyped: () => 'npm run study',
  commitNow: () => mockCommit,
}));
jest.mock('../../../src/engine/start.node', () => ({ startEngine: () => Promise.resolve({ name: 'wasm' }) }));
jest.mock('../../../src/data/load.node', () => ({
  ...jest.requireActual<object>('../../../src/data/load.node'),
  loadDataset: () => Promise.resolve({ pixels: 'original' }),
}));

let path: string;
beforeEach(() => {
  path = join(temporaryFolder(), 'study.json');
  mockFit.mockReset().mockReturnValue({ history: [{ validationAccuracy: 0.5 }], seconds: 60 });
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(() => jest.restoreAllMocks());

function kept(): StudyRun[] {
  return (JSON.parse(readFileSync(path, 'utf8')) as StudyResult).runs;
}

const EVERY_RUN = [
  ['ReLU', 1],
  ['elu', 1],
  ['ReLU', 2],
  ['elu', 2],
];

test('a study trains each arm with each seed, and none twice', async () => {
  await runStudy(SMALL_STUDY, {}, path);
  await runStudy(SMALL_STUDY, {}, path);
  expect(kept().map(({ name, seed }) => [name, seed])).toEqual(EVERY_RUN);
  expect(mockFit).toHaveBeenCalledTimes(4);
});

test('what another process trains is left to it, and trained once that has given up', async () => {
  const held = `${path}.2.pid`;
  await writeFile(held, String(process.ppid));
  await runStudy(SMALL_STUDY, {}, path);
  expect(kept().map(({ name, seed }) => [name, seed])).toEqual(EVERY_RUN.filter((_, i) => i !== 1));
  await rm(held);
  await runStudy(SMALL_STUDY, {}, path);
  expect(kept().map(({ name, seed }) => [name, seed])).toEqual(EVERY_RUN);
  expect(mockFit).toHaveBeenCalledTimes(4);
});

test('runs name the commit at which the study began', async () => {
  mockCommit = 'before';
  mockFit.mockImplementation(() => {
    mockCommit = 'after';
    return { history: [{ validationAccuracy: 0.5 }], seconds: 60 };
  });
  await runStudy(SMALL_STUDY, {}, path);
  expect(new Set(kept().map(({ commit }) => commit))).toEqual(new Set(['before']));
});

test('a training that diverges is kept as such, not tried again, and the study goes on', async () => {
  mockFit.mockImplementationOnce(() => {
    throw new DivergedError('the loss became NaN at step 1 of epoch 1');
  });
  await runStudy(SMALL_STUDY, {}, path);
  await runStudy(SMALL_STUDY, {}, path);
  expect(mockFit).toHaveBeenCalledTimes(4);
  const [first, ...others] = kept();
  expect(first).toMatchObject({
    name: 'ReLU',
    seed: 1,
    diverged: 'the loss became NaN at step 1 of epoch 1',
  });
  expect(first).not.toHaveProperty('accuracy');
  expect(others).toHaveLength(3);
  others.forEach((run) => expect(run).toMatchObject({ accuracy: 0.5 }));
});

test('any other error ends the study', async () => {
  mockFit.mockImplementationOnce(() => {
    throw new ConvzooError('the disk is full');
  });
  await expect(runStudy(SMALL_STUDY, {}, path)).rejects.toThrow('the disk is full');
  expect(mockFit).toHaveBeenCalledTimes(1);
});
