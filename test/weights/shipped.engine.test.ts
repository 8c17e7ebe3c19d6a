import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { loadDataset } from '../../src/data/load.node';
import type { OptionValues } from '../../src/option-values';
import { tagOfCard } from '../../src/pretrained';
import { load, pretrainedTags } from '../../src/pretrained.node';
import { cardReadme } from '../../src/report/card-readme';
import { complexity } from '../../src/report/complexity';
import { evaluate } from '../../src/train/evaluate';
import { data, itWith } from '../support/real-data';

const WEIGHTS = join(__dirname, '../../weights');
const TAGS = readdirSync(WEIGHTS);

it('ships a folder for each tag and nothing else', async () => {
  expect((await pretrainedTags()).map(({ tag }) => tag)).toEqual([...TAGS].sort());
});

describe.each(TAGS)('the shipped weights %s', (tag) => {
  const path = (file: string) => join(WEIGHTS, tag, file);

  it('are what their card says they are', async () => {
    const { card, model } = await load(tag);
    const { params, totalParams, macs } = complexity(model);
    expect({ params, totalParams, macs }).toEqual({
      params: card.params,
      totalParams: card.totalParams,
      macs: card.macs,
    });
    const shards = readdirSync(join(WEIGHTS, tag)).filter((file) => file.endsWith('.bin'));
    expect(shards.reduce((sum, file) => sum + statSync(path(file)).size, 0)).toBe(card.bytes);
    expect(tagOfCard(card)).toBe(tag);
    expect(card.commit).toMatch(/^[0-9a-f]{40}$/);
  });

  it('are of the model that its options make', async () => {
    const { card, model } = await load(tag);
    const { variant, options = {}, classes } = card;
    const [, ...inputShape] = model.inputs[0]?.shape as [null, number, number, number];
    const made = create<OptionValues>(variant, { ...options, inputShape, classes: classes.length });
    expect(complexity(made)).toEqual(complexity(model));
  });

  it('come with the README that their card makes', async () => {
    const { card } = await load(tag);
    expect(readFileSync(path('README.md'), 'utf8')).toBe(cardReadme(card));
  });

  it('are read by tf.loadLayersModel', async () => {
    const { model } = await load(tag);
    const json = JSON.parse(readFileSync(path('model.json'), 'utf8')) as tf.io.ModelJSON;
    const [manifest] = json.weightsManifest;
    const shards = Buffer.concat((manifest?.paths ?? []).map((file) => readFileSync(path(file))));
    const weightData = shards.buffer.slice(shards.byteOffset, shards.byteOffset + shards.length);
    const plain = await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: json.modelTopology,
        weightSpecs: manifest?.weights ?? [],
        weightData: weightData as ArrayBuffer,
      }),
    );
    const x = tf.randomUniform([4, ...(model.inputs[0]?.shape.slice(1) as number[])], 0, 1, 'float32', 1);
    expect([...(plain.predict(x) as tf.Tensor).dataSync()]).toEqual([
      ...(model.predict(x) as tf.Tensor).dataSync(),
    ]);
  });

  itWith(tag.replace(/^.*-/, ''))('have the accuracy on the full test set that their card says', async () => {
    const { card, model } = await load(tag);
    const test = await loadDataset(card.dataset.name, 'test', { data, allowModified: true });
    const { accuracy, images } = await evaluate(model, test, card.preprocessing);
    expect(images).toBe(card.accuracy.images);
    expect(Math.abs(accuracy - card.accuracy.shipped)).toBeLessThanOrEqual(0.0005);
  });
});
