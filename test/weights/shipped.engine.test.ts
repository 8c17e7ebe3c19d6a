import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import '../../models';
import { parseCard } from '../../src/card';
import { loadDataset } from '../../src/data/load.node';
import type { EngineName } from '../../src/engine/start.node';
import { pretrainedTags } from '../../src/pretrained.node';
import { evaluate } from '../../src/train/evaluate';
import { MEASURABLE_MACS, wrongAccuracy } from '../../src/weights/check-accuracy';
import { inspectWeights, type Inspection } from '../../src/weights/inspect.node';
import { tooLarge, unshippable } from '../../src/weights/shippable.node';
import { data, itWith } from '../support/real-data';

const WEIGHTS = join(__dirname, '../../weights');
const TAGS = readdirSync(WEIGHTS).sort();
/** Milliseconds that 10,000 images of the largest net may take on a busy machine. */
const MOST_TIME = 300_000;
const { CONVZOO_TEST_ENGINE: engine } = globalThis as unknown as { CONVZOO_TEST_ENGINE: EngineName };

it('ships a folder for each tag and nothing else, of 60 MB in all at most', async () => {
  expect((await pretrainedTags()).map(({ tag }) => tag)).toEqual(TAGS);
  expect(await tooLarge(WEIGHTS)).toEqual([]);
});

describe.each(TAGS)('the shipped weights %s', (tag) => {
  const folder = join(WEIGHTS, tag);
  const text = (file: string) => readFileSync(join(folder, file), 'utf8');
  const card = parseCard(JSON.parse(text('card.json')), tag);
  let inspection: Inspection;
  let model: tf.LayersModel;

  beforeAll(async () => {
    inspection = await inspectWeights(folder);
    model = inspection.model as tf.LayersModel;
  });
  afterAll(() => inspection.model?.dispose());

  it('are what their card says they are, and come with the README that it makes', async () => {
    expect([...inspection.problems, ...(await unshippable(folder, card))]).toEqual([]);
  });

  it('are read by tf.loadLayersModel', async () => {
    const json = JSON.parse(text('model.json')) as tf.io.ModelJSON;
    const [manifest] = json.weightsManifest;
    const shards = Buffer.concat((manifest?.paths ?? []).map((file) => readFileSync(join(folder, file))));
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
    plain.dispose();
  });

  if (card.macs > MEASURABLE_MACS[engine]) return;
  itWith(card.dataset.name)(
    'have the accuracy on the full test set that their card says',
    async () => {
      const test = await loadDataset(card.dataset.name, 'test', { data, allowModified: true });
      expect(wrongAccuracy(card, await evaluate(model, test, card.preprocessing), tag)).toEqual([]);
    },
    MOST_TIME,
  );
});
