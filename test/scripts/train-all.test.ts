import { EventEmitter } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../../models';
import { findRecipe } from '../../scripts/recipes';
import { trainAllCommand } from '../../scripts/train-all';
import { SAMPLE_CARD } from '../support/sample-card';

const spawned: string[][] = [];
const exits: (number | null)[] = [];
/** What the command gets while each training runs. */
const signals: NodeJS.Signals[] = [];
const killed: string[] = [];
jest.mock('node:child_process', () => ({
  ...jest.requireActual<object>('node:child_process'),
  spawn: (_: string, args: string[]) => {
    spawned.push(args.slice(args.indexOf('train')));
    const child = Object.assign(new EventEmitter(), { kill: (signal: string) => killed.push(signal) });
    setImmediate(() => {
      if (signals.length > 0) process.emit(signals.shift() as NodeJS.Signals);
      child.emit('exit', exits.shift() ?? 0);
    });
    return child;
  },
}));

/** Where the package's weights are looked for: nowhere unless told. */
let shipped = '';
jest.mock('../../src/pretrained.node', () => ({
  ...jest.requireActual<object>('../../src/pretrained.node'),
  packagedWeights: () => shipped,
}));

let runs: string;
let printed: string;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'convzoo-'));
  printed = '';
  shipped = join(runs, 'none');
  jest.spyOn(console, 'log').mockImplementation((text: string) => {
    printed += `${text}\n`;
  });
  spawned.length = exits.length = signals.length = killed.length = 0;
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  await rm(runs, { recursive: true });
});

const trainAll = (...args: string[]) =>
  trainAllCommand()
    .exitOverride()
    .parseAsync([...args, '--runs', runs], { from: 'user' });

/** A run's folder, with the card of its weights, trained by that recipe, or interrupted before that. */
async function leaveRun(name: string, recipe?: object): Promise<void> {
  await mkdir(join(runs, name, 'weights'), { recursive: true });
  await writeFile(join(runs, name, 'run.json'), '{}');
  if (recipe === undefined) return;
  const card = { ...SAMPLE_CARD, recipe: { name: 'default', settings: recipe } };
  await writeFile(join(runs, name, 'weights', 'card.json'), JSON.stringify(card));
}

describe('train:all', () => {
  it('trains what is shipped of a family, one after the other', async () => {
    await trainAll('--family', 'vgg', '--allow-modified');
    const common = ['--dataset', 'cifar10', '--option'];
    expect(spawned).toEqual([
      ['train', 'vgg11_cifar', ...common, 'alpha=0.25', '--runs', runs, '--allow-modified'],
      ['train', 'vgg16_cifar', ...common, 'alpha=0.25', '--runs', runs, '--allow-modified'],
    ]);
  });

  it('leaves out what is done and goes on with what was interrupted', async () => {
    await leaveRun('vgg11_cifar_alpha0.25-cifar10', await findRecipe('vgg11_cifar', 'cifar10', 'default'));
    await leaveRun('vgg16_cifar_alpha0.25-cifar10');
    await trainAll('--family', 'vgg');
    expect(spawned).toHaveLength(1);
    expect(spawned[0]).toEqual(expect.arrayContaining(['vgg16_cifar', '--resume']));
    expect(printed).toMatch(/vgg11_cifar_alpha0\.25-cifar10 +was there +\d+\.\d+ % +1\.25\n/);
    expect(printed).toMatch(/vgg16_cifar_alpha0\.25-cifar10 +trained/);
  });

  it('goes on behind one that failed, and fails in the end', async () => {
    exits.push(139, 0);
    await trainAll('--family', 'vgg');
    expect(spawned).toHaveLength(2);
    expect(printed).toMatch(/vgg11_cifar_alpha0\.25-cifar10 +failed/);
    expect(process.exitCode).toBe(1);
  });

  it('does not take for done what another recipe trained', async () => {
    const recipe = await findRecipe('vgg11_cifar', 'cifar10', 'default');
    await leaveRun('vgg11_cifar_alpha0.25-cifar10', { ...recipe, epochs: recipe.epochs + 1 });
    await trainAll('--family', 'vgg');
    expect(spawned[0]).toEqual(expect.arrayContaining(['vgg11_cifar', '--resume']));
  });

  it('leaves to another process what that is at, and says so', async () => {
    exits.push(75, 0);
    await trainAll('--family', 'vgg');
    expect(spawned).toHaveLength(2);
    expect(printed).toMatch(/vgg11_cifar_alpha0\.25-cifar10 +in use elsewhere/);
    expect(process.exitCode).toBe(75);
  });

  it('stops where one is interrupted', async () => {
    exits.push(130);
    await trainAll('--family', 'vgg');
    expect(spawned).toHaveLength(1);
    expect(process.exitCode).toBe(130);
  });

  it.each<[NodeJS.Signals, string[]]>([
    ['SIGTERM', ['SIGTERM']],
    // The terminal sends it to both.
    ['SIGINT', []],
  ])('stops at %s, even if the training is not up to being interrupted', async (signal, passedOn) => {
    signals.push(signal);
    exits.push(null);
    await trainAll('--family', 'vgg');
    expect(killed).toEqual(passedOn);
    expect(spawned).toHaveLength(1);
    expect(process.exitCode).toBe(130);
  });

  it('leaves out what is shipped with the recipe as it is', async () => {
    shipped = jest
      .requireActual<typeof import('../../src/pretrained.node')>('../../src/pretrained.node')
      .packagedWeights();
    await trainAll('--family', 'lenet');
    expect(spawned).toEqual([]);
    expect(printed).toMatch(/lenet5-mnist +was there/);
  });

  it('refuses a family and a data set of which nothing is shipped', async () => {
    await expect(trainAll('--family', 'enet')).rejects.toThrow(
      'no weights of enet for any data set are shipped',
    );
  });
});
