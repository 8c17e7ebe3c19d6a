import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import '../models';
import type { Card } from '../src/card';
import { create } from '../src/create';
import { digits } from '../src/data/digits';
import { ConvzooError } from '../src/errors';
import { sha256 } from '../src/files.node';
import { load as loadInBrowser } from '../src/pretrained';
import { load } from '../src/pretrained.node';
import { exportRun } from '../src/weights/export-run.node';
import { send, startServer, type TestServer } from './data/server';
import { GREY_28, GREY_32, RUN } from './support/sample-card';

const SHARD = 'group1-shard1of1.bin';
const test60 = digits({ size: 60, seed: 2 });
const train = digits({ size: 60, seed: 1 });
const image = { data: test60.image(4), width: 28, height: 28 };

let zoo: string;
let exported: Card;

beforeAll(async () => {
  zoo = await mkdtemp(join(tmpdir(), 'convzoo-'));
  const lenet5 = create('lenet5', { seed: 1 });
  const common = { train, test: test60, run: RUN };
  exported = await exportRun({
    ...common,
    model: lenet5,
    preprocessing: GREY_32,
    dtype: 'float32',
    folder: join(zoo, 'lenet5-digits'),
  });
  lenet5.dispose();
  const mlp = create('lenet_300_100', { seed: 1 });
  const folder = join(zoo, 'lenet_300_100-digits');
  await exportRun({ ...common, model: mlp, preprocessing: GREY_28, dtype: 'float16', folder });
  mlp.dispose();
});
afterAll(() => rm(zoo, { recursive: true }));

/** A copy of the exported LeNet-5 to damage. */
async function damaged(damage: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = join(zoo, `damaged-${(await readdir(zoo)).length}`);
  await cp(join(zoo, 'lenet5-digits'), folder, { recursive: true });
  await damage(folder);
  return folder;
}

const withCard = (change: (card: Card) => object) =>
  damaged(async (folder) => {
    const path = join(folder, 'card.json');
    const card = JSON.parse(await readFile(path, 'utf8')) as Card;
    await writeFile(path, JSON.stringify({ ...card, ...change(card) }));
  });

/** Serves a folder of weights under /zoo/<name>/. */
async function serve(name: string): Promise<TestServer> {
  const folder = join(zoo, name);
  const answers = (await readdir(folder)).map(async (file) => {
    return [`/zoo/${name}/${file}`, send(await readFile(join(folder, file)))] as const;
  });
  return startServer(Object.fromEntries(await Promise.all(answers)));
}

/** Probabilities of the image by a freshly made model, with the same seed. */
function expected(): number[] {
  const model = create('lenet5', { seed: 1 });
  const values = tf.tidy(() => {
    const digit = tf.tensor4d(Float32Array.from(image.data), [1, 28, 28, 1]);
    const framed = tf.pad4d(digit, [[0, 0], [2, 2], [2, 2], [0, 0]]); // prettier-ignore
    return (model.predict(framed.sub(20).div(200)) as tf.Tensor).dataSync();
  });
  model.dispose();
  return [...values];
}

/** The classifier predicts by folded operations, which round differently. */
function expectClose(found: ArrayLike<number>, wanted: number[]): void {
  expect(found).toHaveLength(wanted.length);
  wanted.forEach((value, i) => expect(Math.abs((found[i] ?? NaN) - value)).toBeLessThan(1e-6));
}

const inNode = (name: string) => load(name);
const folderOf = (name: string) => join(zoo, name);

describe('in Node', () => {
  test.each([
    ['a variant and its data set', () => load('lenet5', { dataset: 'digits', from: zoo })],
    ['a tag', () => load('lenet5-digits', { from: zoo })],
    ['the path of a folder', () => load(folderOf('lenet5-digits'))],
    ['a path that ends in a slash', () => load(`${folderOf('lenet5-digits')}/`)],
  ])('%s loads the weights that were exported', async (_, open) => {
    const classifier = await open();
    expect(classifier.card).toEqual(exported);
    expect(classifier.classes).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    const output = await classifier.infer(image);
    expectClose(await output.data(), expected());
    output.dispose();
    classifier.dispose();
  });

  test('float16 weights predict nearly as the model did', async () => {
    const classifier = await load('lenet_300_100', { dataset: 'digits', from: zoo });
    const model = create('lenet_300_100', { seed: 1 });
    const wanted = tf.tidy(() => {
      const input = tf.tensor4d(Float32Array.from(image.data), [1, 28, 28, 1]).div(256);
      return [...(model.predict(input) as tf.Tensor).dataSync()];
    });
    const output = await classifier.infer(image);
    const found = [...(await output.data())];
    // More than folding rounds.
    expect(Math.max(...wanted.map((value, i) => Math.abs((found[i] ?? NaN) - value)))).toBeGreaterThan(1e-6);
    wanted.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 2));
    output.dispose();
    model.dispose();
    classifier.dispose();
  });

  test('an unknown tag is an error that suggests the nearest and lists what is there', async () => {
    const attempt = load('lenet5', { dataset: 'digit', from: zoo });
    await expect(attempt).rejects.toThrow(ConvzooError);
    await expect(attempt).rejects.toThrow(
      "no weights are named 'lenet5-digit'; did you mean 'lenet5-digits'?",
    );
    await expect(attempt).rejects.toThrow(`looked in ${zoo}, which has `);
  });

  test('a folder of weights that is named without its ./ is suggested with it', async () => {
    const before = process.cwd();
    process.chdir(zoo);
    try {
      await expect(load('lenet5-digits')).rejects.toThrow("; did you mean './lenet5-digits'?");
    } finally {
      process.chdir(before);
    }
  });

  test.each([
    ['lenet5', "'lenet5-mnist'"],
    ['vgg16_cifar', "'vgg16_cifar_alpha0.25-cifar10'"],
    ['vgg16_cifar-cifar10', "'vgg16_cifar_alpha0.25-cifar10'"],
    ['effnet_cifar', "'effnet_cifar-cifar10'"],
  ])('the variant %s is the beginning of %s, which is suggested', async (name, suggested) => {
    await expect(load(name)).rejects.toThrow(`no weights are named '${name}'; did you mean ${suggested}`);
  });

  test('the weights of the package are looked for in the package', async () => {
    await expect(load('no_such_net-mnist')).rejects.toThrow(`looked in ${join(__dirname, '../weights')}`);
  });

  test('a folder that is not there is an error that says what was expected', async () => {
    await expect(load('./nowhere')).rejects.toThrow(
      /nowhere\/card\.json: there is no such file; a folder of weights/,
    );
  });

  test('a whole address takes no data set and no place', async () => {
    await expect(load('./nowhere', { dataset: 'mnist' })).rejects.toThrow(/whole address, dataset: 'mnist'/);
    await expect(load('http://127.0.0.1/x', { from: zoo })).rejects.toThrow(/whole address, from: /);
  });
});

describe.each([
  ['Node', load],
  ['a browser', loadInBrowser],
])('over HTTP in %s', (_, open) => {
  test('a folder loads by its URL, or by its tag below a URL', async () => {
    const server = await serve('lenet5-digits');
    try {
      for (const attempt of [
        open(`${server.address}zoo/lenet5-digits/`),
        open('lenet5', { dataset: 'digits', from: `${server.address}zoo/` }),
      ]) {
        const classifier = await attempt;
        expect(classifier.card).toEqual(exported);
        const output = await classifier.infer(image);
        expectClose(await output.data(), expected());
        output.dispose();
        classifier.dispose();
      }
    } finally {
      await server.close();
    }
  });

  test('a file that the server lacks is an error with its URL and the status', async () => {
    const server = await startServer({});
    const attempt = open('lenet5-mnist', { from: `${server.address}zoo` });
    await expect(attempt).rejects.toThrow(`${server.address}zoo/lenet5-mnist/card.json can't be fetched`);
    await expect(attempt).rejects.toThrow('answers 404');
    await server.close();
    await expect(open(`${server.address}zoo`)).rejects.toThrow(/card\.json can't be fetched: .*ECONNREFUSED/);
  });
});

test('an answer that breaks off is an error with its URL', async () => {
  const card = await readFile(join(zoo, 'lenet5-digits/card.json'));
  const server = await startServer({ '/x/card.json': send(card, { cutAfter: 100 }) });
  await expect(load(`${server.address}x`)).rejects.toThrow(`${server.address}x/card.json can't be fetched`);
  await server.close();
});

test.each(['lenet5-mnist', './nowhere'])(
  'in Node the entry for browsers points to the other one for %s',
  async (name) => {
    const attempt = loadInBrowser(name);
    await expect(attempt).rejects.toThrow(ConvzooError);
    await expect(attempt).rejects.toThrow(/; in Node, import load from convzoo\/node$/);
  },
);

test('in a browser a tag needs a place', async () => {
  const attempt = loadInBrowser('lenet5', { dataset: 'mnist' });
  await expect(attempt).rejects.toThrow(ConvzooError);
  await expect(attempt).rejects.toThrow(/no place is known for 'lenet5-mnist'; expected \{ from: /);
});

describe('damaged weights', () => {
  const refused = async (folder: string, message: string | RegExp) => {
    const before = tf.memory().numTensors;
    const attempt = inNode(folder);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(ConvzooError);
    expect(tf.memory().numTensors).toBe(before);
  };

  test('one flipped bit in a shard is an error with the file and both hashes', async () => {
    let found = '';
    const folder = await damaged(async (folder) => {
      const content = await readFile(join(folder, SHARD));
      content[1000] = (content[1000] as number) ^ 1;
      found = sha256(content);
      await writeFile(join(folder, SHARD), content);
    });
    await refused(
      folder,
      `${join(folder, SHARD)} is damaged: its SHA-256 is ${found}, the card says ${exported.sha256[SHARD]}`,
    );
  });

  test('a truncated model.json is an error with the file and both hashes', async () => {
    const folder = await damaged((folder) => truncate(join(folder, 'model.json'), 100));
    await refused(
      folder,
      new RegExp(`model\\.json is damaged: .* the card says ${exported.sha256['model.json']}`),
    );
  });

  test('a missing shard is an error with its path', async () => {
    const folder = await damaged((folder) => rm(join(folder, SHARD)));
    await refused(folder, `${join(folder, SHARD)}: there is no such file`);
  });

  test('a card that is not JSON is an error', async () => {
    const folder = await damaged((folder) => truncate(join(folder, 'card.json'), 50));
    await refused(folder, /card\.json: not JSON/);
  });

  test('a card that names no shard is an error: nothing is used that was not checked', async () => {
    const folder = await withCard(({ sha256: hashes }) => ({
      sha256: { 'model.json': hashes['model.json'] },
    }));
    await refused(folder, new RegExp(`${SHARD} is missing`));
  });

  test.each<[string, (card: Card) => object, RegExp]>([
    ['parameters', () => ({ params: 61_706 }), /the card says 61706 params, the model has 60000/],
    ['classes', ({ classes }) => ({ classes: classes.slice(1) }), /10 outputs for 9 classes/],
    [
      'preprocessing',
      ({ preprocessing }) => ({ preprocessing: { ...preprocessing, padding: 0 } }),
      /takes images of 32x32x1, its preprocessing gives 28x28x1/,
    ],
    ['a field too many', () => ({ stars: 5 }), /card\.json: not a valid card:[^]*"stars"/],
  ])('a card with other %s than the model is refused', async (_, change, message) => {
    await refused(await withCard(change), message);
  });

  test('without crypto.subtle, as on an insecure page, nothing is loaded unchecked', async () => {
    const original = Object.getOwnPropertyDescriptor(globalThis, 'crypto') as PropertyDescriptor;
    Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
    try {
      await refused(
        folderOf('lenet5-digits'),
        /crypto\.subtle is missing here; browsers have it on pages served over https/,
      );
    } finally {
      Object.defineProperty(globalThis, 'crypto', original);
    }
  });
});

test('loading and disposing leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  (await inNode(folderOf('lenet5-digits'))).dispose();
  expect(tf.memory().numTensors).toBe(before);
});
