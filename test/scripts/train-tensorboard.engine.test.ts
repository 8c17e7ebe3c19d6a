import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import '../../models';
import '../support/vega';
import { trainCommand } from '../../scripts/train';
import { runFolder } from '../../scripts/training';
import { scalarsIn } from '../support/event-file';

const isTensorflow = (globalThis as { CONVZOO_TEST_ENGINE?: string }).CONVZOO_TEST_ENGINE === 'tensorflow';
const itWrites = isTensorflow ? it : it.skip;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-'));
  jest.spyOn(console, 'log').mockImplementation();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const SETTINGS = {
  epochs: 2,
  batchSize: 10,
  images: 20,
  optimizer: { name: 'adam' },
  schedule: { name: 'constant', learningRate: 0.001 },
  loss: { name: 'crossEntropy' },
};

describe('convzoo train --tensorboard', () => {
  itWrites('writes the losses of the log, and mixes them with those of no other training', async () => {
    const [recipe, runs, logs] = ['tiny.json', 'runs', 'logs'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(recipe, JSON.stringify(SETTINGS));
    const run = runFolder(runs, { variant: 'lenet_300_100', options: {}, dataset: 'digits' }, recipe);
    const events = join(logs, basename(run.path));
    await mkdir(events, { recursive: true });
    await writeFile(join(events, 'events.out.tfevents.1.old.v2'), '');
    const train = (...args: string[]) => {
      const fixed = ['lenet_300_100', '--dataset', 'digits', '--recipe', recipe, '--engine', 'tensorflow'];
      const all = [...fixed, '--runs', runs, '--tensorboard', logs, ...args];
      return trainCommand().exitOverride().parseAsync(all, { from: 'user' });
    };

    await expect(train()).rejects.toThrow("has TensorBoard's events of an earlier training");
    expect(run.exists).toBe(false);

    await train('--fresh');
    const [file = 'none', ...others] = await readdir(events);
    expect(others).toEqual([]);
    const scalars = scalarsIn(new Uint8Array(await readFile(join(events, file))));
    const losses = scalars.filter(({ tag }) => tag === 'epoch/loss').map(({ step, value }) => [step, value]);
    const lines = (await readFile(run.log, 'utf8')).split('\n').filter((line) => line.includes('"epoch"'));
    const records = lines.map((line) => JSON.parse(line) as { event: string; epoch: number; loss: number });
    expect(losses).toEqual(records.map(({ epoch, loss }) => [epoch, Math.fround(loss)]));
    expect(losses).toHaveLength(2);
  });
});
