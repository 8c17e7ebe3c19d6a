import * as tf from '@tensorflow/tfjs';
import '../../models';
import type { Classifier } from '../../src/classifier';
import { Dataset } from '../../src/data/dataset';
import { ConvzooError } from '../../src/errors';
import { finetune, type FinetuneOptions } from '../../src/finetune/finetune';
import type { ImageInput } from '../../src/image';
import { load } from '../../src/pretrained.node';
import { evaluate } from '../../src/train/evaluate';
import { blockNet, classifierOf, namedWeights, sides } from '../support/bases';
import { MemoryStore } from '../support/memory-store';
import { PREPROCESSING, stripes } from '../support/trainings';

const HEAD_ALONE: FinetuneOptions = { head: { epochs: 2 }, unfreeze: [], batchSize: 10 };
const phase = (stages: number | 'all', epochs = 1) => ({ stages, epochs, learningRate: 0.01 });

let net: Classifier<ImageInput>;
let before: Map<string, number[]>;
beforeEach(() => {
  net = classifierOf();
  before = namedWeights(net.model);
});
afterEach(() => net.dispose());

/** Names of the weights that differ from the net's, by layer of the net. */
function changed(model: tf.LayersModel): string[] {
  const after = namedWeights(model);
  const names = [...after.keys()].filter((name) => String(after.get(name)) !== String(before.get(name)));
  return [...new Set(names.map((name) => name.split('/')[0] as string))];
}

describe('finetune', () => {
  it('says what images are where it is given a path', async () => {
    const attempt = finetune(net, './photos' as unknown as Dataset);
    await expect(attempt).rejects.toThrow(ConvzooError);
    await expect(attempt).rejects.toThrow(
      "finetune: the images are './photos', expected a Dataset, or { train, validation, test } of them",
    );
  });

  it('trains the head alone first: all else stays bit for bit, statistics of batch norms in blocks too', async () => {
    const tuned = await finetune(net, sides(60), HEAD_ALONE);
    expect(changed(tuned.model)).toEqual(['head']);
    const statistics = [...before.keys()].filter((name) => name.includes('moving'));
    expect(statistics).toContain('block1/bn1/moving_mean');
    tuned.dispose();
  });

  it.each<[number | 'all', string[]]>([
    [1, ['block2', 'head']],
    [2, ['block1', 'block2', 'head']],
    ['all', ['block1', 'block2', 'head', 'stem', 'stem_bn']],
  ])('then trains the last stages with it: %s of them', async (count, expected) => {
    const tuned = await finetune(net, sides(60), { ...HEAD_ALONE, unfreeze: [phase(count)], validation: 0 });
    expect(changed(tuned.model).sort()).toEqual(expected);
    expect(namedWeights(tuned.model).get('block2/bn1/moving_mean')).not.toEqual(
      before.get('block2/bn1/moving_mean'),
    );
    tuned.dispose();
  });

  it('leaves batch norms alone in all phases where the recipe says so', async () => {
    const options = { ...HEAD_ALONE, unfreeze: [phase('all')], batchNorm: 'frozen', validation: 0 } as const;
    const tuned = await finetune(net, sides(60), options);
    const after = namedWeights(tuned.model);
    for (const name of [...after.keys()].filter((each) => /bn/.test(each)))
      expect([name, after.get(name)]).toEqual([name, before.get(name)]);
    expect(after.get('stem/kernel')).not.toEqual(before.get('stem/kernel'));
    tuned.dispose();
  });

  it('leaves the net as it was, trainable and ready to classify', async () => {
    const image = { data: sides(1).image(0), width: 6, height: 6 };
    const expected = await net.classify(image);
    const trainable = net.model.trainableWeights.length;
    const tuned = await finetune(net, sides(60), { ...HEAD_ALONE, unfreeze: [phase('all')] });
    tuned.dispose();
    expect(namedWeights(net.model)).toEqual(before);
    expect(net.model.trainableWeights).toHaveLength(trainable);
    expect(await net.classify(image)).toEqual(expected);
  });

  it.each([
    { mode: 'full', head: { epochs: 10 }, unfreeze: [phase('all', 8)] },
    { mode: 'feature', head: { epochs: 60 } },
  ] as const)('learns classes that the net did not have with %j', async (options) => {
    const tuned = await finetune(net, { train: sides(160), test: sides(80, 2) }, options);
    const { model, card } = tuned;
    expect((await evaluate(model, sides(80, 2), card.preprocessing)).accuracy).toBeGreaterThan(0.6);
    expect(model.trainableWeights).toHaveLength(blockNet().trainableWeights.length);
    expect(card).toMatchObject({
      variant: 'lenet_caffe',
      base: 'lenet_caffe-digits',
      classes: ['top', 'bottom', 'left', 'right'],
      dataset: { name: 'sides', train: 128, validation: 32, test: 80 },
      preprocessing: PREPROCESSING,
      recipe: { name: 'finetune', settings: { mode: options.mode, batchSize: 32 } },
    });
    tuned.dispose();
  });

  it('counts epochs over all phases', async () => {
    const seen: [number, number][] = [];
    const tuned = await finetune(net, sides(60), {
      ...HEAD_ALONE,
      unfreeze: [phase(1, 2), phase('all')],
      onEpoch: ({ phase: number, epoch }) => void seen.push([number, epoch]),
    });
    expect(seen).toEqual([
      [1, 1],
      [1, 2],
      [2, 3],
      [2, 4],
      [3, 5],
    ]);
    expect(tuned.history.map((record) => [record.phase, record.epoch])).toEqual(seen);
    expect(tuned.history.every(({ validationAccuracy }) => validationAccuracy !== undefined)).toBe(true);
    tuned.dispose();
  });

  it('has in feature mode the weights that training the head on the frozen net gives', async () => {
    const frozen = await finetune(net, sides(60), HEAD_ALONE);
    const told: string[] = [];
    const features = await finetune(net, sides(60), {
      ...HEAD_ALONE,
      mode: 'feature',
      onEmbedded: (done, images) => void told.push(`${done}/${images}`),
    });
    expect(told).toEqual(['48/60', '60/60']);
    const [expected, found] = [frozen, features].map(({ model }) => namedWeights(model));
    expect([...(found?.keys() ?? [])]).toEqual([...(expected?.keys() ?? [])]);
    for (const [name, values] of found ?? []) {
      values.forEach((value, i) => expect(value).toBeCloseTo(expected?.get(name)?.[i] as number, 4));
    }
    expect(changed(features.model)).toEqual(['head']);
    frozen.dispose();
    features.dispose();
  });

  it('ends with the weights of the phase that did best on the validation images', async () => {
    const steep = { stages: 'all', epochs: 3, learningRate: 30 } as const;
    const parts = { train: sides(120), validation: sides(60, 2) };
    const head = { epochs: 10, learningRate: 0.1 };
    const good = { head, batchSize: 20, optimizer: { name: 'sgd' } } as const;
    const tuned = await finetune(net, parts, { ...good, unfreeze: [steep] });
    const accuracies = tuned.history.map(({ validationAccuracy }) => validationAccuracy ?? NaN);
    const { accuracy } = await evaluate(tuned.model, parts.validation, PREPROCESSING);
    expect(accuracy).toBe(Math.max(...accuracies));
    expect(Math.max(...accuracies.slice(10))).toBeLessThan(accuracy);
    expect(changed(tuned.model)).toEqual(['head']);
    tuned.dispose();
  });

  it('ends with the same weights when it was stopped in any phase and called again', async () => {
    const options = {
      ...HEAD_ALONE,
      unfreeze: [phase('all', 2)],
      augmentation: { shift: 1 },
    } as const;
    const straight = await finetune(net, sides(60), options);
    const expected = namedWeights(straight.model);
    for (const steps of [3, 13]) {
      const stores = new Map<number, MemoryStore>();
      const checkpoints = (number: number) => {
        const store = stores.get(number) ?? new MemoryStore();
        stores.set(number, store);
        return store;
      };
      const stop = new AbortController();
      let done = 0;
      const first = finetune(net, sides(60), {
        ...options,
        checkpoints,
        signal: stop.signal,
        onStep: () => ++done === steps && stop.abort(new Error('enough')),
      });
      await expect(first).rejects.toThrow('enough');
      const resumed = await finetune(net, sides(60), { ...options, checkpoints });
      expect(namedWeights(resumed.model)).toEqual(expected);
      const losses = ({ history }: typeof resumed) => history.map(({ loss }) => loss);
      expect(losses(resumed)).toEqual(losses(straight));
      resumed.dispose();
    }
    straight.dispose();
  });

  it('can be done again to a net that was fine-tuned', async () => {
    const tuned = await finetune(net, sides(60), HEAD_ALONE);
    const again = await finetune(tuned, stripes(60), HEAD_ALONE);
    expect(again.classes).toEqual(['top', 'middle', 'bottom']);
    expect(again.card.base).toBe('lenet_caffe-sides');
    expect(changed(again.model)).toEqual(['head']);
    tuned.dispose();
    again.dispose();
  });

  it('gives nets with output codes an ordinary head, on images that fill their field', async () => {
    const lenet = await load('lenet5-mnist');
    const images = Uint8Array.from({ length: 20 * 32 * 32 }, (_, i) => (i * 7919) % 256);
    const labels = Uint8Array.from({ length: 20 }, (_, i) => i % 2);
    const content = { name: 'noise', imageShape: [32, 32, 1] as const, classes: ['a', 'b'], pixels: 'noise' };
    const data = new Dataset({ ...content, images, labels });
    const tuned = await finetune(lenet, data, { ...HEAD_ALONE, unfreeze: [phase('all')] });
    expect(tuned.model.layers.map(({ name }) => name)).not.toContain('distances');
    expect(tuned.card.preprocessing).toMatchObject({ imageSize: [32, 32], padding: 0 });
    const { className } = (await tuned.classify({ data: data.image(0), width: 32, height: 32 }))[0] ?? {};
    expect(content.classes).toContain(className);
    tuned.dispose();
    lenet.dispose();
  });

  it.each([
    HEAD_ALONE,
    { ...HEAD_ALONE, unfreeze: [phase('all')] },
    { ...HEAD_ALONE, mode: 'feature' as const },
  ])('leaves no tensor but the weights with %j', async (options) => {
    const count = tf.memory().numTensors;
    const tuned = await finetune(net, sides(60), options);
    expect(tf.memory().numTensors).toBe(count + tuned.model.weights.length);
    tuned.dispose();
    expect(tf.memory().numTensors).toBe(count);
  });
});

describe('fine-tuning is refused, and leaves no tensor,', () => {
  const white = new Uint8Array(36 * 6).fill(255);
  const labels = Uint8Array.of(0, 1, 2, 0, 1, 2);
  const six = (change: object) =>
    new Dataset({
      name: 'six',
      images: white,
      labels,
      imageShape: [6, 6, 1],
      classes: ['a', 'b', 'c'],
      pixels: 'white',
      ...change,
    });
  it.each<[string, () => Parameters<typeof finetune>[1], FinetuneOptions, RegExp]>([
    [
      'with an unknown field',
      () => six({}),
      { epochs: 3 } as FinetuneOptions,
      /recipe 'finetune':[^]*epochs/,
    ],
    [
      'with one class',
      () => six({ classes: ['a'], labels: new Uint8Array(6) }),
      {},
      /six: it has the class a alone/,
    ],
    [
      'where parts differ in classes',
      () => ({ train: six({}), test: six({ name: 'other', classes: ['a', 'c', 'b'] }) }),
      {},
      /other: its classes are a, c, b, those of six, which is trained on, are a, b, c/,
    ],
    [
      'where parts differ in size',
      () => ({ train: six({}), validation: six({ name: 'other', imageShape: [4, 9, 1] }) }),
      {},
      /other: its images are 4x9x1, those of six/,
    ],
    [
      'where too few images are left',
      () => six({}),
      { validation: 0.1 },
      /0\.1 of 6 images leaves 6 for training and 0 for validation/,
    ],
    [
      'with weights for other classes',
      () => six({}),
      { validation: 0, classWeights: [1, 2] },
      /it has 3 classes, and the recipe gives 2 classWeights/,
    ],
    [
      'with copies that are not augmented',
      () => six({}),
      { mode: 'feature', copies: 2 },
      /copies need an augm/,
    ],
    [
      'with an augmentation and no copies in feature mode',
      () => six({}),
      { mode: 'feature', augmentation: { flip: true } },
      /tell how many copies/,
    ],
  ])('%s', async (_, data, options, message) => {
    const count = tf.memory().numTensors;
    const attempt = finetune(net, data(), options);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(ConvzooError);
    expect(tf.memory().numTensors).toBe(count);
  });
});
