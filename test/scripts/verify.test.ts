import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '../../models';
import { verifyCommand } from '../../scripts/verify';
import type { Card } from '../../src/card';
import { create } from '../../src/create';
import { digits } from '../../src/data/digits';
import { loadDataset } from '../../src/data/load.node';
import { startEngine } from '../../src/engine/start.node';
import { cardFiles } from '../../src/weights/card-files';
import { exportRun } from '../../src/weights/export-run.node';
import { tooLarge } from '../../src/weights/shippable.node';
import { smallMnist, temporaryFolder, write } from '../data/synthetic';
import { GREY_28, RUN } from '../support/sample-card';

/** Drawn once: it takes longer than to look at them. */
jest.mock('../../src/data/load.node', () => {
  const actual = jest.requireActual<typeof import('../../src/data/load.node')>('../../src/data/load.node');
  let drawn: ReturnType<typeof actual.loadDataset> | undefined;
  const loadDataset: typeof actual.loadDataset = (name, split, options) =>
    name === 'digits'
      ? (drawn ??= actual.loadDataset(name, split))
      : actual.loadDataset(name, split, options);
  return { ...actual, loadDataset };
});

const TAG = 'lenet_300_100-digits';
const SHARD = 'group1-shard1of1.bin';
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** Weights as they should be. */
let good: string;
let card: Card;
/** Where a test puts weights of its own. */
let from: string;
let printed: string;

beforeAll(async () => {
  await startEngine('wasm');
  good = await mkdtemp(join(tmpdir(), 'convzoo-'));
  card = await exported('lenet_300_100', join(good, TAG), await loadDataset('digits', 'test'));
});
afterAll(() => rm(good, { recursive: true }));
beforeEach(async () => {
  from = await mkdtemp(join(tmpdir(), 'convzoo-'));
  printed = '';
  jest.spyOn(console, 'log').mockImplementation((text: string) => void (printed += `${text}\n`));
});
afterEach(async () => {
  jest.restoreAllMocks();
  process.exitCode = undefined;
  await rm(from, { recursive: true });
});

/** Untrained weights of a variant. */
async function exported(
  variant: string,
  folder: string,
  test = digits({ size: 20, seed: 2 }),
): Promise<Card> {
  const model = create(variant, { seed: 1 });
  const train = digits({ size: 40, seed: 1 });
  const run = { ...RUN, commit: COMMIT };
  try {
    return await exportRun({ model, preprocessing: GREY_28, train, test, run, folder, dtype: 'float16' });
  } finally {
    model.dispose();
  }
}

/** A copy of the weights, with another card and its README where that is told. */
async function copy(change: Partial<Card> = {}, name = TAG): Promise<string> {
  const folder = join(from, name);
  await cp(join(good, TAG), folder, { recursive: true });
  for (const [file, text] of Object.entries(cardFiles({ ...card, ...change }))) {
    await writeFile(join(folder, file), text);
  }
  return folder;
}

/** A data folder with a small MNIST, some of its files as told. */
function putMnist(changed: Record<string, Buffer> = {}): string {
  const data = temporaryFolder();
  for (const [file, content] of Object.entries({ ...smallMnist().contents, ...changed })) {
    write(join(data, 'mnist', file), content);
  }
  return data;
}

/** What is wrong, a line each. */
async function verify(...args: string[]): Promise<string[]> {
  const all =
    args.includes('--from') || args.some((arg) => arg.includes('/')) ? args : [...args, '--from', from];
  await verifyCommand()
    .exitOverride()
    .parseAsync([...all, '--engine', 'wasm'], { from: 'user' });
  const [, problems = ''] = printed.trim().split('\n\n');
  return problems.split('\n').filter((line) => line !== '');
}

describe('verify', () => {
  it('finds nothing wrong with weights that are as their card says', async () => {
    const folder = await copy();
    const share = (100 * card.accuracy.shipped).toFixed(2);
    expect(await verify()).toEqual([]);
    expect(printed).toMatch(new RegExp(`${TAG} +wasm +${share} % +${share} % +ok\n`));
    expect(await verify(folder)).toEqual([]);
    expect(await verify(TAG)).toEqual([]);
    expect(process.exitCode).toBeUndefined();
  });

  const damages: [string, (folder: string) => Promise<unknown>, RegExp[]][] = [
    [
      'a damaged shard',
      async (folder) => {
        const content = await readFile(join(folder, SHARD));
        content[1000] = (content[1000] ?? 0) ^ 1;
        await writeFile(join(folder, SHARD), content);
      },
      [/lenet_300_100-digits\/group1-shard1of1\.bin is damaged: its SHA-256 is /],
    ],
    [
      'a missing shard',
      (folder) => rm(join(folder, SHARD)),
      [/group1-shard1of1\.bin: there is no such file/, /the card says 533220 bytes, the shards have 0$/],
    ],
    [
      'a stale README',
      (folder) => writeFile(join(folder, 'README.md'), '# Old\n'),
      [/lenet_300_100-digits\/README\.md: it is not what its card makes/],
    ],
    ['no README', (folder) => rm(join(folder, 'README.md')), [/README\.md: there is no such file$/]],
    [
      'a file that the card does not name',
      (folder) => writeFile(join(folder, 'notes.txt'), ''),
      [/notes\.txt: the card names no such file$/],
    ],
    ['no card', (folder) => rm(join(folder, 'card.json')), [/card\.json: there is no such file/]],
    [
      'a card that is none',
      (folder) => writeFile(join(folder, 'card.json'), '{}'),
      [/card\.json: not a valid card/],
    ],
  ];
  it.each(damages)('reports %s', async (_, damage, expected) => {
    await damage(await copy());
    const problems = await verify();
    expect(problems[0]).toMatch(expected[0] as RegExp);
    expected.forEach((each) => expect(problems).toContainEqual(expect.stringMatching(each)));
    expect(process.exitCode).toBe(1);
  });

  const lies: [string, () => Partial<Card>, RegExp[]][] = [
    [
      'counts of parameters and multiply-adds',
      () => ({ params: 266_611, macs: 1 }),
      [/the card says 266611 params, the model has 266610$/, /the card says 1 macs, the model has 266200$/],
    ],
    ['a count of bytes', () => ({ bytes: 533_221 }), [/the card says 533221 bytes, the shards have 533220$/]],
    [
      'an accuracy',
      () => ({ accuracy: { ...card.accuracy, shipped: card.accuracy.shipped + 0.0006 } }),
      [/lenet_300_100-digits on wasm: the card says \d+\.\d\d % on the test set, it is \d+\.\d\d %$/],
    ],
    [
      'a number of test images',
      () => ({ accuracy: { ...card.accuracy, images: 1999 } }),
      [/the card says 1999 test images, the data set has 2000$/],
    ],
    ['a commit that is none', () => ({ commit: 'unknown' }), [/the card names the commit 'unknown'/]],
  ];
  it.each(lies)('reports %s', async (_, lie, expected) => {
    await copy(lie());
    const problems = await verify();
    expect(problems).toHaveLength(expected.length);
    expected.forEach((each, i) => expect(problems[i]).toMatch(each));
    expect(printed).toMatch(expected.length === 1 ? /1 problem\n/ : /2 problems\n/);
    expect(process.exitCode).toBe(1);
  });

  it('takes an accuracy that is 0.05 points off, as engines round differently', async () => {
    await copy({ accuracy: { ...card.accuracy, shipped: card.accuracy.shipped - 0.0005 } });
    expect(await verify()).toEqual([]);
  });

  it('reports a model that the variant with the options is not', async () => {
    const folder = join(from, 'nin_mnist_alpha0.5-digits');
    const model = create('nin_mnist', { alpha: 0.75, seed: 1 });
    const data = digits({ size: 40, seed: 1 });
    const run = { ...RUN, commit: COMMIT };
    const common = { preprocessing: GREY_28, train: data, test: data, run, folder };
    await exportRun({ ...common, model, options: { alpha: 0.5 } });
    model.dispose();
    expect(await verify()).toEqual([
      expect.stringMatching(/nin_mnist with the card's options has \{.*\}, the files/),
    ]);
  });

  it('reports a folder of another name', async () => {
    await copy({}, 'lenet5-digits');
    expect(await verify()).toEqual([
      expect.stringMatching(/lenet5-digits: the card is of lenet_300_100-digits$/),
    ]);
  });

  it('reports each of several folders', async () => {
    await copy({ commit: 'unknown' });
    await mkdir(join(from, 'empty'));
    expect(await verify()).toEqual([
      expect.stringMatching(/empty\/card\.json: there is no such file/),
      expect.stringMatching(/lenet_300_100-digits: the card names the commit/),
    ]);
  });

  it.each([
    [
      'whose test set is not there',
      () => copy({ dataset: { ...card.dataset, name: 'mnist' } }, 'lenet_300_100-mnist'),
      'mnist is not there',
    ],
    [
      'of other pixels',
      () => copy({ dataset: { ...card.dataset, pixels: 'JPEG' } }),
      "its pixels are 'JPEG', here 'original'",
    ],
    [
      'that take long on the engine',
      () => exported('nin_mnist', join(from, 'nin_mnist-digits')),
      '50,699,712 multiply-adds take long on wasm',
    ],
  ])('says why it did not measure weights %s', async (_, put, reason) => {
    await put();
    expect(await verify('--from', from, '--data', join(from, 'nowhere'))).toEqual([]);
    expect(printed).toContain(`ok, accuracy not measured: ${reason}\n`);
    expect(process.exitCode).toBeUndefined();
  });

  it('says that it did not measure on a modified test set, unless that is allowed', async () => {
    await copy({ dataset: { ...card.dataset, name: 'mnist' } }, 'lenet_300_100-mnist');
    await copy();
    const data = putMnist();
    expect(await verify('--from', from, '--data', data)).toEqual([]);
    expect(printed).toContain(
      'ok, accuracy not measured: mnist is modified here, --allow-modified takes it so\n',
    );
    expect(printed).toMatch(new RegExp(`${TAG}.* ok\n`));
    expect(process.exitCode).toBeUndefined();
    const allowed = ['--allow-modified', '--pixels', card.dataset.pixels];
    expect(await verify('--from', from, '--data', data, ...allowed)).toEqual([
      expect.stringMatching(/the card says \d+ test images, the data set has 3$/),
      expect.stringMatching(/on the test set, it is /),
    ]);
  });

  it('reports a damaged test set, and goes on with weights of other data', async () => {
    await copy({ dataset: { ...card.dataset, name: 'mnist' } }, 'lenet_300_100-mnist');
    await copy();
    const data = putMnist({ 't10k-labels-idx1-ubyte.gz': Buffer.from('<html>') });
    expect(await verify('--from', from, '--data', data)).toEqual([
      expect.stringMatching(/t10k-labels-idx1-ubyte\.gz: begins with the bytes 3c68, expected gzip, 1f8b$/),
    ]);
    expect(printed).toMatch(/lenet_300_100-mnist .* 1 problem\n/);
    expect(printed).toMatch(new RegExp(`${TAG}.* ok\n`));
    expect(process.exitCode).toBe(1);
  });

  it('refuses a name that nothing has', async () => {
    await copy();
    await expect(verify('lenet_300_10-digits')).rejects.toThrow(
      "no weights are named 'lenet_300_10-digits'; did you mean 'lenet_300_100-digits'?",
    );
    await expect(verify('--from', join(from, 'nowhere'))).rejects.toThrow("nowhere can't be read");
  });
});

test('a folder may not hold more than is shipped', async () => {
  await copy();
  expect(await tooLarge(from)).toEqual([]);
  expect(await tooLarge(from, 500_000)).toEqual([
    expect.stringMatching(/: 5\d\d\d\d\d bytes in all, at most 500000 are shipped$/),
  ]);
});
