import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import type { Command } from 'commander';
import '../support/vega';
import '../../models';
import { reportCommand, reportTraining } from '../../scripts/report';
import { create } from '../../src/create';
import { digits } from '../../src/data/digits';
import { RunFolder } from '../../src/train/run-folder.node';
import { exportRun } from '../../src/weights/export-run.node';
import { GREY_28, RUN } from '../support/sample-card';
import { SAMPLE_HISTORY } from '../support/sample-history';

let folder: RunFolder;
let page: string;

beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = new RunFolder(await mkdtemp(join(tmpdir(), 'convzoo-')));
  page = join(folder.path, 'report', 'index.html');
  const { settings: recipe, name: recipeName } = RUN.recipe;
  const { command, commit } = RUN;
  const of = { variant: 'lenet_300_100', options: {}, dataset: 'digits' };
  await folder.start({ ...of, recipeName, recipe, command, commit });
  for (const record of SAMPLE_HISTORY) await folder.write('epoch', record);
  const few = digits({ size: 50, seed: 1 });
  const model = create('lenet_300_100', { seed: 1 });
  await exportRun({ model, preprocessing: GREY_28, train: few, test: few, run: RUN, folder: folder.weights });
  model.dispose();
});
beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation();
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => rm(folder.path, { recursive: true }));

const run = (command: Command, ...args: string[]) =>
  command.exitOverride().parseAsync([...args, '--engine', 'wasm'], { from: 'user' });

test('convzoo report makes a page of the log, the weights and the test set of a run', async () => {
  await run(reportCommand(), folder.path);
  const text = await readFile(page, 'utf8');
  expect(text).toContain('<h1>lenet_300_100 on digits</h1>');
  expect(text).toContain('accuracy on 2,000 test images');
  expect(text).toContain('loss over 3 epochs');
  await expect(run(reportCommand(), tmpdir())).rejects.toThrow(`${tmpdir()} holds no training`);
});

test('a report that fails at the end of a training is a warning that says how to try again', async () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation();
  await rm(join(folder.path, 'report'), { recursive: true });
  await writeFile(join(folder.path, 'report'), 'a file where the folder belongs');
  await reportTraining(folder, {});
  expect(warn.mock.calls.flat().join()).toMatch(
    /^there is no report, its weights are complete: .*EEXIST[^]*try again with: npm run report -- /,
  );
  await expect(run(reportCommand(), folder.path)).rejects.toThrow('EEXIST');
});
