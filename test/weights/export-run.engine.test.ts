import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import '../../models';
import { parseCard } from '../../src/card';
import { create } from '../../src/create';
import type { Dataset } from '../../src/data/dataset';
import { digits } from '../../src/data/digits';
import { ConvzooError } from '../../src/errors';
import { sha256 } from '../../src/files.node';
import { exportRun, type ExportOptions } from '../../src/weights/export-run.node';
import { GREY_28, RUN } from '../support/sample-card';

const FILES = ['README.md', 'card.json', 'group1-shard1of1.bin', 'model.json'];
const train = digits({ size: 100, seed: 1 });
const tested = digits({ size: 60, seed: 2 });

let root: string;
let model: tf.LayersModel;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convzoo-'));
  model = create('lenet_300_100', { seed: 1 });
});

afterEach(async () => {
  model.dispose();
  await rm(root, { recursive: true });
});

const exporting = (change: Partial<ExportOptions> = {}) =>
  exportRun({
    model,
    preprocessing: GREY_28,
    train,
    test: tested,
    run: RUN,
    folder: join(root, 'out'),
    ...change,
  });

/** Accuracy by tfjs's own predict, on pixels prepared by hand. */
function accuracyOf(data: Dataset): number {
  const best = tf.tidy(() => {
    const input = tf.tensor4d(
      Float32Array.from(data.images, (pixel) => pixel / 256),
      [data.size, 28, 28, 1],
    );
    return tf.argMax(model.predict(input) as tf.Tensor, 1).dataSync();
  });
  return best.filter((label, i) => label === data.labels[i]).length / data.size;
}

test('the folder holds model, shard, card and README, and the card what was measured', async () => {
  const card = await exporting();
  const folder = join(root, 'out');
  expect((await readdir(folder)).sort()).toEqual(FILES);
  expect(await readdir(root)).toEqual(['out']);
  expect(parseCard(JSON.parse(await readFile(join(folder, 'card.json'), 'utf8')), 'card')).toEqual(card);

  const accuracy = accuracyOf(tested);
  expect(card).toMatchObject({
    ...RUN,
    variant: 'lenet_300_100',
    family: 'lenet',
    dataset: { name: 'digits', pixels: 'original', train: 80, validation: 20, test: 60 },
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    params: 266_610,
    totalParams: 266_610,
    macs: 266_200,
    dtype: 'float16',
    bytes: 2 * 266_610,
    preprocessing: GREY_28,
    seed: 7,
  });
  expect(card.accuracy.float32).toBe(accuracy);
  expect(Math.abs(card.accuracy.shipped - accuracy)).toBeLessThan(2 / 60);
  expect(card.accuracy.images).toBe(60);
  expect(card.accuracy.validation).toBe(accuracyOf(train.split(0.2, 7).validation));
  for (const file of ['model.json', 'group1-shard1of1.bin']) {
    expect(card.sha256[file]).toBe(sha256(await readFile(join(folder, file))));
  }
  expect(Object.keys(card.sha256)).toHaveLength(2);
  expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('# lenet_300_100 on digits');
});

test('float32 is kept where it is asked for', async () => {
  const card = await exporting({ dtype: 'float32' });
  expect(card.dtype).toBe('float32');
  expect(card.bytes).toBe(4 * 266_610);
  expect(card.accuracy.shipped).toBe(card.accuracy.float32);
});

test('a recipe that holds nothing out gives a card without validation', async () => {
  const { validation: _, ...settings } = RUN.recipe.settings;
  const card = await exporting({ run: { ...RUN, recipe: { name: 'all', settings } } });
  expect(card.dataset).toMatchObject({ train: 100, validation: 0 });
  expect(card.accuracy).not.toHaveProperty('validation');
});

test('an earlier export is replaced', async () => {
  const folder = join(root, 'out');
  await exporting();
  await writeFile(join(folder, 'group1-shard2of2.bin'), 'of an earlier, larger model');
  await exporting({ run: { ...RUN, commit: 'newer' } });
  expect((await readdir(folder)).sort()).toEqual(FILES);
  expect(await readFile(join(folder, 'card.json'), 'utf8')).toContain('newer');
});

test('a folder that holds something else is left alone', async () => {
  const folder = join(root, 'out');
  await mkdir(folder);
  await writeFile(join(folder, 'thesis.tex'), 'years of work');
  await expect(exporting()).rejects.toThrow(/out: holds 1 files and no card\.json/);
  expect(await readdir(folder)).toEqual(['thesis.tex']);
});

test.each<[string, Partial<ExportOptions>, RegExp]>([
  ['facts that lack the command', { run: { ...RUN, command: '' } }, /run of lenet_300_100: [^]*at command/],
  [
    'preprocessing for another size',
    { preprocessing: { ...GREY_28, padding: 2 } },
    /takes images of 28x28x1, its preprocessing gives 32x32x1/,
  ],
])('%s is an error before anything is written', async (_, change, message) => {
  const attempt = exporting(change);
  await expect(attempt).rejects.toThrow(message);
  await expect(attempt).rejects.toThrow(ConvzooError);
  expect(await readdir(root)).toEqual([]);
});

test('exporting leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  await exporting();
  expect(tf.memory().numTensors).toBe(before);
});
