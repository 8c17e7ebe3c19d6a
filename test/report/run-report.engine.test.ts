import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import '../support/vega';
import '../../models';
import { create } from '../../src/create';
import { digits } from '../../src/data/digits';
import { probabilitiesOf } from '../../src/report/predictions';
import { writeRunReport } from '../../src/report/run-report.node';
import { colouredRun } from '../support/coloured-run';
import { numberOfGraphs } from '../support/graphs';
import { GREY_28, SAMPLE_CARD } from '../support/sample-card';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-report-'));
});
afterEach(() => rm(folder, { recursive: true }));

const page = () => readFile(join(folder, 'index.html'), 'utf8');

test('probabilities are those of the model, image by image, in batches of which the last is short', async () => {
  const { model, dataset, card } = colouredRun({ images: 255 });
  const found = await probabilitiesOf(model, dataset, card.preprocessing);
  expect(found).toHaveLength(255 * 3);
  for (const image of [0, 249, 250, 254]) {
    const expected = tf.tidy(() => {
      const pixels = tf.tensor4d(Float32Array.from(dataset.image(image)), [1, 12, 12, 3]);
      const framed = tf.pad(pixels, [
        [0, 0],
        [2, 2],
        [2, 2],
        [0, 0],
      ]);
      return (model.predict(tf.div(tf.sub(framed, 100), 80)) as tf.Tensor).dataSync();
    });
    expected.forEach((value, i) => expect(found[3 * image + i]).toBeCloseTo(value, 5));
  }
  model.dispose();
});

test('a report is a page and its charts, with the figures of the model, and leaves no tensor behind', async () => {
  const facts = colouredRun();
  const probabilities = await probabilitiesOf(facts.model, facts.dataset, facts.card.preprocessing);
  const right = [...facts.dataset.labels].filter((label, i) => {
    const row = [...probabilities.subarray(3 * i, 3 * i + 3)];
    return row.indexOf(Math.max(...row)) === label;
  }).length;
  expect([right > 0, right < 30]).toEqual([true, true]);

  const [tensors, graphs] = [tf.memory().numTensors, numberOfGraphs()];
  expect(await writeRunReport(folder, facts)).toBe(join(folder, 'index.html'));
  expect([tf.memory().numTensors, numberOfGraphs()]).toEqual([tensors, graphs]);
  facts.model.dispose();

  const files = ['confusion-matrix.png', 'index.html', 'learning-curves.png', 'reliability.png'];
  expect((await readdir(folder)).sort()).toEqual(files);
  for (const file of files.filter((name) => name.endsWith('.png'))) {
    const { width, height } = await sharp(join(folder, file)).metadata();
    expect(Math.min(width, height)).toBeGreaterThan(200);
    const { channels } = await sharp(join(folder, file)).stats();
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(5);
  }

  const text = (await page()).replaceAll(/>\s+</g, '><');
  expect(text).toContain(`<dt>accuracy on 30 test images</dt><dd>${((100 * right) / 30).toFixed(2)} %</dd>`);
  expect(text.match(/<li><figure><img /g)).toHaveLength(Math.min(24, 30 - right));
  expect(text.match(/<div class="pair">/g)?.length).toBeGreaterThan(1);
});

test('a model without feature maps has a report that says so', async () => {
  const data = digits({ size: 40, seed: 5 });
  const model = create('lenet_300_100', { seed: 1 });
  const card = { ...SAMPLE_CARD, classes: [...data.classes], preprocessing: GREY_28 };
  await writeRunReport(folder, { card, model, history: [], dataset: data, part: 'validation' });
  model.dispose();
  const text = await page();
  expect(text).toMatch(/Not for this model: lenet_300_100: .*feature map/);
  expect(text).toContain('Nothing is recorded of the epochs');
  expect(text).toContain('accuracy on 40 validation images');
  expect(await readdir(folder)).not.toContain('learning-curves.png');
});

test('a report is refused where images, card and model do not fit, and nothing is written', async () => {
  const facts = colouredRun();
  const larger = {
    ...facts.card,
    preprocessing: { ...facts.card.preprocessing, padding: 1, imageSize: [14, 14] },
  };
  for (const [changes, message] of [
    [{ dataset: digits({ size: 2, seed: 1 }) }, 'images of digits are 28x28x1, the card expects 12x12x3'],
    [{ card: larger }, 'images of colours are 12x12x3, the card expects 14x14x3'],
    [{ card: { ...facts.card, classes: ['a', 'b', 'c'] } }, 'report: colours has the classes <script>'],
    [{ dataset: facts.dataset.subset([]) }, 'report: colours has no images'],
  ] as const) {
    await expect(writeRunReport(folder, { ...facts, ...(changes as object) })).rejects.toThrow(message);
  }
  facts.model.dispose();
  expect(await readdir(folder)).toEqual([]);
});
