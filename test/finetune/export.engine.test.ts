import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import '../../models';
import type { Classifier } from '../../src/classifier';
import { exportFinetuned } from '../../src/finetune/export.node';
import { finetune } from '../../src/finetune/finetune';
import type { FineTuned } from '../../src/finetune/tuned';
import type { ImageInput } from '../../src/image';
import { load } from '../../src/pretrained.node';
import { evaluate } from '../../src/train/evaluate';
import { classifierOf, sides } from '../support/bases';
import { PREPROCESSING } from '../support/trainings';

let root: string;
let net: Classifier<ImageInput>;
let tuned: FineTuned<ImageInput>;
const parts = { train: sides(60), validation: sides(24, 2), test: sides(40, 3) };
const options = { head: { epochs: 2 }, unfreeze: [{ stages: 1, epochs: 1, learningRate: 0.003 }] };

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convzoo-'));
  net = classifierOf();
  tuned = await finetune(net, parts, options);
});
afterAll(() => rm(root, { recursive: true }));

test('an exported net predicts the same when it is loaded', async () => {
  const folder = join(root, 'exact');
  await exportFinetuned(tuned, folder, { dtype: 'float32' });
  const loaded = await load(folder);
  const image = { data: parts.test.image(1), width: 6, height: 6 };
  expect(await loaded.classify(image)).toEqual(await tuned.classify(image));
  expect(loaded.model.trainableWeights).toHaveLength(tuned.model.trainableWeights.length);
  loaded.dispose();
});

test('its card tells what it began as, what it was tuned by and what came of it', async () => {
  const folder = join(root, 'my-model');
  const card = await exportFinetuned(tuned, folder, { command: 'convzoo finetune', commit: '0123abc' });
  const { accuracy } = await evaluate(tuned.model, parts.test, PREPROCESSING);
  expect(card).toMatchObject({
    variant: 'lenet_caffe',
    base: 'lenet_caffe-digits',
    classes: ['top', 'bottom', 'left', 'right'],
    dataset: { name: 'sides', pixels: 'original', train: 60, validation: 24, test: 40 },
    accuracy: { float32: accuracy, images: 40 },
    preprocessing: PREPROCESSING,
    recipe: { name: 'finetune', settings: { mode: 'full', head: { epochs: 2 } } },
    command: 'convzoo finetune',
    commit: '0123abc',
    engine: { name: tf.getBackend() },
  });
  expect(card.accuracy).not.toHaveProperty('on');
  expect((await load(folder)).card).toEqual(card);
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  expect(readme).toContain('of 40 test images');
  expect(readme).toContain('Fine-tuned from the weights lenet_caffe-digits.');
  expect(readme).toContain("load('./path/of/this/folder')");
});

test.each([
  [{ train: parts.train, validation: parts.validation }, 'validation', 24],
  [{ train: parts.train }, 'training', 60],
] as const)(
  'without test images its accuracy is of others, and the card says so',
  async (data, on, images) => {
    const other = await finetune(net, data, { head: { epochs: 1 }, unfreeze: [], validation: 0 });
    const folder = join(root, on);
    const card = await exportFinetuned(other, folder);
    expect(card.accuracy).toMatchObject({ on, images });
    expect(card.dataset.test).toBe(0);
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain(`${on} accuracy, weights as shipped`);
    other.dispose();
  },
);

test('what was loaded can be fine-tuned again', async () => {
  const loaded = await load(join(root, 'exact'));
  const again = await finetune(loaded, parts.train, { head: { epochs: 1 }, unfreeze: [] });
  expect(again.card.base).toBe('lenet_caffe-sides');
  expect(again.classes).toEqual(parts.train.classes);
  again.dispose();
  loaded.dispose();
});

test('exporting leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  await exportFinetuned(tuned, join(root, 'again'));
  expect(tf.memory().numTensors).toBe(before);
});
