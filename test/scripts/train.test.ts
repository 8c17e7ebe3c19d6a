import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import '../../models';
import '../support/vega';
import { exportCommand } from '../../scripts/export';
import { trainCommand } from '../../scripts/train';
import { create } from '../../src/create';
import * as data from '../../src/data/load.node';
import { load } from '../../src/pretrained.node';
import { complexity } from '../../src/report/complexity';

let runs: string;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'convzoo-'));
  jest.spyOn(console, 'log').mockImplementation();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(runs, { recursive: true });
});

const run = (command: Command, ...args: string[]) =>
  command
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .parseAsync([...args, '--engine', 'wasm'], { from: 'user' });

const train = (...args: string[]) => trainBy({}, ...args);

async function trainBy(changes: object, ...args: string[]): Promise<unknown> {
  const recipe = join(runs, 'tiny.json');
  const settings = {
    epochs: 1,
    batchSize: 10,
    images: 10,
    optimizer: { name: 'adam' },
    schedule: { name: 'constant', learningRate: 0.001 },
    loss: { name: 'crossEntropy' },
    ...changes,
  };
  await writeFile(recipe, JSON.stringify(settings));
  const common = ['vgg11_mnist', '--dataset', 'digits', '--runs', runs, '--recipe', recipe];
  return run(trainCommand(), ...common, ...args);
}

async function runFolder(): Promise<string> {
  const [folder] = (await readdir(runs)).filter((name) => name !== 'tiny.json');
  return join(runs, folder ?? 'none');
}

describe('a training with options of the family', () => {
  it('has them in the name of its folder, in its card, and in the models that are made of these', async () => {
    await train('--alpha', '0.02');
    const folder = await runFolder();
    expect(folder).toMatch(/vgg11_mnist_alpha0\.02-digits-[^/]*$/);
    expect(JSON.parse(await readFile(join(folder, 'run.json'), 'utf8'))).toMatchObject({
      variant: 'vgg11_mnist',
      options: { alpha: 0.02 },
    });

    const { card, model } = await load(join(folder, 'weights'));
    expect(card).toMatchObject({ variant: 'vgg11_mnist', options: { alpha: 0.02 } });
    expect(complexity(model)).toEqual(complexity(create('vgg11_mnist', { alpha: 0.02 })));

    const elsewhere = join(runs, 'exported');
    await run(exportCommand(), folder, '--to', elsewhere);
    const shard = 'group1-shard1of1.bin';
    expect(await readFile(join(elsewhere, shard))).toEqual(await readFile(join(folder, 'weights', shard)));
  });

  it('is not resumed with others', async () => {
    await train('--alpha', '0.02');
    const facts = join(await runFolder(), 'run.json');
    const record = JSON.parse(await readFile(facts, 'utf8')) as object;
    await writeFile(facts, JSON.stringify({ ...record, options: undefined }));
    await expect(train('--option', 'alpha=0.02', '--resume')).rejects.toThrow(
      /holds a training with no options, it can't go on with alpha 0\.02$/,
    );
  });

  it('is not resumed by another recipe, nor trained again when it is finished', async () => {
    await train('--alpha', '0.02');
    const folder = await runFolder();
    const card = await readFile(join(folder, 'weights', 'card.json'), 'utf8');
    await train('--alpha', '0.02', '--resume');
    expect(await readFile(join(folder, 'weights', 'card.json'), 'utf8')).toBe(card);
    const facts = join(folder, 'run.json');
    const record = JSON.parse(await readFile(facts, 'utf8')) as { recipe: object };
    await writeFile(facts, JSON.stringify({ ...record, recipe: { ...record.recipe, batchSize: 5 } }));
    await expect(train('--alpha', '0.02', '--resume')).rejects.toThrow(
      /holds a training by a recipe with another batchSize: start over with --fresh$/,
    );
  });

  it('is thrown away for a fresh one only when that can begin', async () => {
    await train('--alpha', '0.02');
    const folder = await runFolder();
    const loading = jest.spyOn(data, 'loadDataset').mockRejectedValueOnce(new Error('no data'));
    await expect(train('--alpha', '0.02', '--fresh')).rejects.toThrow('no data');
    loading.mockRestore();
    expect(await readdir(join(folder, 'weights'))).toContain('card.json');
    const log = await readFile(join(folder, 'log.jsonl'), 'utf8');
    await train('--alpha', '0.02', '--fresh');
    expect(await readFile(join(folder, 'log.jsonl'), 'utf8')).not.toContain(log);
  });

  it.each([
    [[], "'wasm' on this processor"],
    [['--eager'], '--eager'],
  ])('in bfloat16 with arguments %j says that it is computed in float32, and why', async (args, place) => {
    await trainBy({ precision: 'bfloat16' }, '--alpha', '0.02', ...args);
    expect(console.log).toHaveBeenCalledWith(`Precision: float32, as ${place} has no bfloat16`);
  });

  it('leaves nothing behind where its data is not to be had', async () => {
    const nowhere = ['vgg11_cifar', '--dataset', 'cifar10', '--runs', runs, '--data', join(runs, 'data')];
    const fetching = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('offline'));
    await expect(run(trainCommand(), ...nowhere)).rejects.toThrow(/could not be downloaded/);
    fetching.mockRestore();
    await expect(run(trainCommand(), ...nowhere)).rejects.not.toThrow(/holds a training/);
  });

  it('with a seed of its own has that in its recipe and in the name of its folder', async () => {
    await train('--alpha', '0.02', '--seed', '5');
    const folder = await runFolder();
    expect(folder).toMatch(/-seed5$/);
    const { card } = await load(join(folder, 'weights'));
    expect(card).toMatchObject({ seed: 5, recipe: { settings: { seed: 5, epochs: 1 } } });
    await expect(train('--alpha', '0.02', '--seed', '5')).rejects.toThrow(/-seed5 holds a training/);
    await expect(train('--alpha', '0.02', '--seed', 'five')).rejects.toThrow(
      'expected a whole number from 0',
    );
  });

  it("does not begin where TensorBoard's events are asked of an engine that doesn't write them", async () => {
    await expect(train('--tensorboard', join(runs, 'logs'))).rejects.toThrow(
      /events are written by the engine 'tensorflow' alone, and 'wasm' runs/,
    );
    expect(await readdir(runs)).toEqual(['tiny.json']);
  });

  it('does not begin where an option is none of the family', async () => {
    await expect(train('--option', 'width=2')).rejects.toThrow(
      "vgg11_mnist: the family vgg has no option 'width'",
    );
    expect(await readdir(runs)).toEqual(['tiny.json']);
  });
});
