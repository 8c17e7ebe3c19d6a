import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { ConvzooError } from '../../src/errors';
import { packModel, unpackModel, type ModelFiles } from '../../src/weights/model-files';
import { send, startServer } from '../data/server';

const SHARD = 'group1-shard1of1.bin';

/** One dense layer without bias, its kernel given. */
function dense(kernel: number[], units = 1): tf.LayersModel {
  const size = kernel.length / units;
  const layer = tf.layers.dense({ name: 'fc', units, useBias: false });
  const model = tf.sequential({
    name: 'dense',
    layers: [tf.layers.inputLayer({ inputShape: [size] }), layer],
  });
  tf.tidy(() => layer.setWeights([tf.tensor2d(kernel, [size, units])]));
  return model;
}

function weightsOf(model: tf.LayersModel): number[][] {
  return model.weights.map((weight) => [...weight.read().dataSync()]);
}

/** As one list, because jest's comparison is slow on large ones. */
function firstDifference(found: tf.LayersModel, expected: number[][]): string | undefined {
  const values = weightsOf(found).flat();
  const wanted = expected.flat();
  const at = wanted.findIndex((value, i) => !Object.is(values[i], value));
  if (at === -1 && values.length === wanted.length) return undefined;
  return `${values[at]} instead of ${wanted[at]} at ${at}; ${values.length} of ${wanted.length} values`;
}

/** Rounded to 11 significant bits, or below 2^-14 to multiples of 2^-24; ties to even. */
function halfOf(value: number): number {
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(value) || 1)));
  const step = 2 ** (exponent - 10);
  const steps = value / step;
  const low = Math.floor(steps);
  const up = steps - low > 0.5 || (steps - low === 0.5 && low % 2 !== 0);
  return (up ? low + 1 : low) * step;
}

/** fetch, but JSON is parsed on jest's side: tfjs tells arrays by `instanceof`. */
const fetchFunc: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  return Object.assign(response, { json: async () => JSON.parse(await response.text()) as unknown });
};

async function roundTrip(model: tf.LayersModel, dtype: 'float16' | 'float32') {
  return unpackModel(await packModel(model, dtype), 'memory');
}

describe.each(['lenet5', 'lenet_300_100'])('%s', (variant) => {
  test('in float32 comes back bit for bit and predicts the same', async () => {
    const model = create(variant, { seed: 1 });
    const back = await roundTrip(model, 'float32');
    expect(firstDifference(back, weightsOf(model))).toBeUndefined();
    const input = tf.randomUniform([3, ...(model.inputs[0]?.shape.slice(1) as number[])], 0, 1, 'float32', 5);
    const [expected, found] = [model, back].map((m) => (m.predict(input) as tf.Tensor).dataSync());
    expect(found).toEqual(expected);
    expect(back.name).toBe(variant);
    tf.dispose([input]);
    model.dispose();
    back.dispose();
  });

  test('in float16 comes back with every weight rounded to the nearest half', async () => {
    const model = create(variant, { seed: 1 });
    const back = await roundTrip(model, 'float16');
    expect(
      firstDifference(
        back,
        weightsOf(model).map((values) => values.map(halfOf)),
      ),
    ).toBeUndefined();
    model.dispose();
    back.dispose();
  });
});

test('tfjs reads halves as what they are, subnormals and extremes among them', async () => {
  const model = dense([1 / 3, 65504, -65504, 2 ** -24, 1023 * 2 ** -24, -0.1, 1e-9, 2049, 2051]);
  const back = await roundTrip(model, 'float16');
  expect(weightsOf(back)).toEqual([
    [
      0.333251953125, 65504, -65504, 5.960464477539063e-8, 0.00006097555160522461, -0.0999755859375, 0, 2048,
      2052,
    ],
  ]);
  model.dispose();
  back.dispose();
});

test.each(['float16', 'float32'] as const)(
  'tf.loadLayersModel reads the %s files over HTTP',
  async (dtype) => {
    const model = create('lenet5', { seed: 2 });
    const files = await packModel(model, dtype);
    const server = await startServer(
      Object.fromEntries([...files].map(([name, content]) => [`/${name}`, send(Buffer.from(content))])),
    );
    try {
      const read = await tf.loadLayersModel(tf.io.http(`${server.address}model.json`, { fetchFunc }));
      const expected = await unpackModel(files, 'memory');
      expect(firstDifference(read, weightsOf(expected))).toBeUndefined();
      for (const each of [read, expected, model]) each.dispose();
    } finally {
      await server.close();
    }
  },
);

test('tf.loadLayersModel of tfjs-node reads the float16 files from a folder', async () => {
  if (tf.getBackend() !== 'tensorflow') return;
  const folder = await mkdtemp(join(tmpdir(), 'convzoo-'));
  const model = dense([1 / 3, 2]);
  for (const [name, content] of await packModel(model, 'float16'))
    await writeFile(join(folder, name), content);
  const read = await tf.loadLayersModel(`file://${join(folder, 'model.json')}`);
  expect(weightsOf(read)).toEqual([[0.333251953125, 2]]);
  await rm(folder, { recursive: true });
});

test('the same model gives the same bytes', async () => {
  const model = create('lenet_300_100', { seed: 3 });
  const [once, again] = [await packModel(model, 'float16'), await packModel(model, 'float16')];
  for (const [name, content] of once) expect(Buffer.compare(content, again.get(name) ?? Buffer.of())).toBe(0);
  model.dispose();
});

test('shards hold at most 4 MiB and come together again', async () => {
  const values = Array.from({ length: 1_100_000 }, (_, i) => i);
  const model = dense(values, 1000);
  const files = await packModel(model, 'float32');
  expect([...files].slice(1).map(([name, { length }]) => [name, length])).toEqual([
    ['group1-shard1of2.bin', 4_194_304],
    ['group1-shard2of2.bin', 4_400_000 - 4_194_304],
  ]);
  const back = await unpackModel(files, 'memory');
  expect(firstDifference(back, [values])).toBeUndefined();
  model.dispose();
  back.dispose();
});

test('packing and unpacking leave no tensor behind', async () => {
  const before = tf.memory().numTensors;
  const model = create('lenet5', { seed: 1 });
  const back = await roundTrip(model, 'float16');
  model.dispose();
  back.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a weight that is not finite is refused by name', async () => {
  const model = dense([1, NaN]);
  await expect(packModel(model, 'float32')).rejects.toThrow(
    'dense: weight fc/kernel holds a value that is not finite',
  );
});

test('a weight too large for float16 is refused by name', async () => {
  const model = dense([1, 1e5]);
  await expect(packModel(model, 'float16')).rejects.toThrow('dense: weight fc/kernel holds 100000');
  expect(weightsOf(await roundTrip(model, 'float32'))).toEqual([[1, 100000]]);
});

describe('files that make no model', () => {
  const changed = async (change: (files: ModelFiles) => void): Promise<ModelFiles> => {
    const files = await packModel(dense([1, 2]), 'float32');
    change(files);
    return files;
  };
  const withJson = (edit: (json: string) => string) => (files: ModelFiles) => {
    const json = new TextDecoder().decode(files.get('model.json'));
    files.set('model.json', new TextEncoder().encode(edit(json)));
  };

  test.each<[string, (files: ModelFiles) => void, RegExp]>([
    ['a truncated model.json', withJson((json) => json.slice(0, 200)), /^place\/model\.json: not JSON/],
    ['a model.json of something else', withJson(() => '{"a": 1}'), /at modelTopology[^]*at weightsManifest/],
    ['no model.json', (files) => files.delete('model.json'), /^place: model\.json is missing/],
    ['no shard', (files) => files.delete(SHARD), /^place: group1-shard1of1\.bin is missing/],
    [
      'a short shard',
      (files) => files.set(SHARD, new Uint8Array(4)),
      /hold 4 bytes, model\.json describes 8/,
    ],
    ['a weight of another name', withJson((json) => json.replace('fc/kernel', 'fc/cornel')), /fc\/cornel/],
    ['an unknown layer', withJson((json) => json.replace('"Dense"', '"Tense"')), /Tense/],
  ])('%s is an error that says where', async (_, change, message) => {
    const attempt = unpackModel(await changed(change), 'place');
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(ConvzooError);
  });
});
