import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';
import '../models';
import { Classifier } from '../src/classifier';
import { create } from '../src/create';
import { digits } from '../src/data/digits';
import { ConvzooError } from '../src/errors';
import { decodeImage, type NodeImage } from '../src/image.node';
import { numberOfGraphs } from './support/graphs';
import { GREY_32, SAMPLE_CARD } from './support/sample-card';

const CLASSES = digits({ size: 1, seed: 0 }).classes;
const SIDE = 28;
const data = digits({ size: 3, seed: 5 });
const digit = data.image(2);

let classifier: Classifier<NodeImage>;
let folder: string;

beforeAll(async () => {
  const card = { ...SAMPLE_CARD, classes: [...CLASSES], preprocessing: GREY_32 };
  classifier = new Classifier(card, create('lenet5', { seed: 1 }), decodeImage);
  folder = await mkdtemp(join(tmpdir(), 'convzoo-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What LeNet-5 reads: the digit in the middle of 32x32, around it the background, which for black is -0.1. */
function prepared(pixels: ArrayLike<number>, background: number): tf.Tensor4D {
  const input = new Float32Array(32 * 32).fill((background - 20) / 200);
  for (let i = 0; i < SIDE * SIDE; i++) {
    input[(Math.floor(i / SIDE) + 2) * 32 + (i % SIDE) + 2] = ((pixels[i] as number) - 20) / 200;
  }
  return tf.tensor4d(input, [1, 32, 32, 1]);
}

/** By the model alone, cut behind the layer. */
function outputOf(layer: string, pixels: ArrayLike<number>, background = 0): Float32Array {
  return tf.tidy(() => {
    const { inputs } = classifier.model;
    const cut = tf.model({ inputs, outputs: classifier.model.getLayer(layer).output as tf.SymbolicTensor });
    return (cut.predict(prepared(pixels, background)) as tf.Tensor).dataSync().slice() as Float32Array;
  });
}

async function valuesOf(tensor: Promise<tf.Tensor2D>): Promise<Float32Array> {
  const result = await tensor;
  const values = (await result.data()) as Float32Array;
  result.dispose();
  return values;
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, digits = 4): void {
  expect(found.length).toBe(expected.length);
  Array.from(expected, (value, i) => expect(found[i]).toBeCloseTo(value, digits));
}

function rgba(pixels: Uint8Array): Uint8ClampedArray {
  return Uint8ClampedArray.from({ length: pixels.length * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : (pixels[i >> 2] as number),
  );
}

const grey = () => sharp(digit, { raw: { width: SIDE, height: SIDE, channels: 1 } });
const size = { width: SIDE, height: SIDE };

const FORMS: [string, () => NodeImage | Promise<NodeImage>][] = [
  ['a tensor of floats', () => tf.tensor3d(Float32Array.from(digit), [SIDE, SIDE, 1])],
  ['a tensor of integers', () => tf.tensor3d([...digit], [SIDE, SIDE, 1], 'int32')],
  ['a tensor in colour', () => tf.tile(tf.tensor3d(Float32Array.from(digit), [SIDE, SIDE, 1]), [1, 1, 3])],
  ['bytes', () => ({ data: digit, ...size })],
  ['floats', () => ({ data: Float32Array.from(digit), ...size })],
  ['bytes in colour', () => ({ data: Uint8Array.from([...digit].flatMap((v) => [v, v, v])), ...size })],
  ['what a canvas gives: clamped bytes with alpha', () => ({ data: rgba(digit), ...size })],
  [
    'a canvas',
    () => {
      const context = { getImageData: () => ({ data: rgba(digit) }) };
      return { ...size, getContext: () => context } as unknown as HTMLCanvasElement;
    },
  ],
  ['the content of a grey PNG', () => grey().toColourspace('b-w').png().toBuffer()],
  ['the content of a colour PNG', () => grey().png().toBuffer()],
  ['the content of a lossless WebP', () => grey().webp({ lossless: true }).toBuffer()],
  [
    'a path',
    async () => {
      const path = join(folder, 'digit.png');
      await grey().png().toFile(path);
      return path;
    },
  ],
];

test.each(FORMS)('%s is classified as the model does on input prepared by hand', async (_, form) => {
  const image = await form();
  const probabilities = outputOf('probabilities', digit);
  const label = probabilities.indexOf(Math.max(...probabilities));
  const [first] = await classifier.classify(image);
  expect(first).toMatchObject({ className: CLASSES[label], label });
  expect(first?.probability).toBeCloseTo(probabilities[label] as number, 4);
  expectClose(await valuesOf(classifier.infer(image)), probabilities);
  expectClose(await valuesOf(classifier.infer(image, { embedding: true })), outputOf('F6_squash', digit));
  if (image instanceof tf.Tensor) image.dispose();
});

test('the embedding of LeNet-5 has the 84 values of F6', async () => {
  const embedding = await classifier.infer({ data: digit, ...size }, { embedding: true });
  expect(embedding.shape).toEqual([1, 84]);
  embedding.dispose();
});

test('a list of images, of different forms and sizes, gives a list of predictions', async () => {
  const doubled = new Uint8Array(56 * 56);
  const found = await classifier.classify([
    { data: digit, ...size },
    { data: doubled, width: 56, height: 56 },
    await grey().png().toBuffer(),
  ]);
  expect(found).toHaveLength(3);
  expect(found[2]?.[0]?.label).toBe(found[0]?.[0]?.label);
  const black = outputOf('probabilities', new Uint8Array(SIDE * SIDE));
  expect(found[1]?.[0]?.label).toBe(black.indexOf(Math.max(...black)));
});

test('a tensor of four axes is a batch, also of one image', async () => {
  const batch = tf.tensor4d(Float32Array.from(data.images), [3, SIDE, SIDE, 1]);
  const rows = await valuesOf(classifier.infer(batch));
  const expected = [0, 1, 2].flatMap((i) => [...outputOf('probabilities', data.image(i))]);
  expectClose(rows, expected);
  const one = tf.slice(batch, 0, 1) as tf.Tensor4D;
  expect(await classifier.classify(one)).toHaveLength(1);
  tf.dispose([batch, one]);
});

test('predictions come the likeliest first, three of them or as many as asked for', async () => {
  const image = { data: digit, ...size };
  expect(await classifier.classify(image)).toHaveLength(3);
  const all = await classifier.classify(image, 99);
  expect(all).toHaveLength(10);
  expect(all.map(({ label }) => label).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const probabilities = all.map(({ probability }) => probability);
  expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
  expect(probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 4);
});

test('transparent parts lie on the background of the training images, which frames them too', async () => {
  const preprocessing = { ...GREY_32, background: 100 };
  const own = new Classifier({ ...classifier.card, preprocessing }, classifier.model, decodeImage);
  const pixels = rgba(digit).map((value, i) => (i % 4 === 3 ? 51 : value));
  const faint = Float32Array.from(digit, (value) => value * 0.2 + 100 * 0.8);
  const found = await valuesOf(own.infer({ data: pixels, ...size }, { embedding: true }));
  expectClose(found, outputOf('F6_squash', faint, 100));
});

test("colours turn grey by BT.601's luma", async () => {
  const colour = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => [100, 200, 50][i % 3] as number);
  const luma = new Array<number>(SIDE * SIDE).fill(0.299 * 100 + 0.587 * 200 + 0.114 * 50);
  const found = await valuesOf(classifier.infer({ data: colour, ...size }, { embedding: true }));
  expectClose(found, outputOf('F6_squash', luma));
});

test('any size is scaled to the size of the training images', async () => {
  const enlarged = Uint8Array.from({ length: 4 * SIDE * SIDE }, (_, i) => {
    const [row, column] = [Math.floor(i / (2 * SIDE)), i % (2 * SIDE)];
    return row < SIDE ? 0 : column < SIDE ? 100 : 200;
  });
  // By the triangle filter, halving leaves flat parts as they are and blurs one pixel on each side of an edge.
  const share = (x: number) => (x < 13 ? 0 : x === 13 ? 1 / 8 : x === 14 ? 7 / 8 : 1);
  const halved = Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [row, column] = [Math.floor(i / SIDE), i % SIDE];
    return share(row) * (100 + 100 * share(column));
  });
  const image = { data: enlarged, width: 2 * SIDE, height: 2 * SIDE };
  expectClose(await valuesOf(classifier.infer(image, { embedding: true })), outputOf('F6_squash', halved), 3);
});

test('an embedding with height and width is averaged over them', async () => {
  const scores = [
    tf.layers.conv2d({ name: 'features', inputShape: [2, 2, 1], filters: 3, kernelSize: 1, useBias: false }),
    tf.layers.conv2d({ name: 'class_maps', filters: 3, kernelSize: 1, useBias: false }),
    tf.layers.globalAveragePooling2d({ name: 'pool' } as Parameters<
      typeof tf.layers.globalAveragePooling2d
    >[0]),
    tf.layers.softmax({ name: 'probabilities' }),
  ];
  const model = tf.sequential({ layers: scores });
  tf.tidy(() => model.setWeights([tf.tensor4d([1, 2, 3], [1, 1, 1, 3]), tf.ones([1, 1, 3, 3])]));
  const preprocessing = {
    ...GREY_32,
    imageSize: [2, 2] as [number, number],
    padding: 0,
    mean: [0],
    std: [1],
  };
  const card = { ...SAMPLE_CARD, classes: ['a', 'b', 'c'], preprocessing };
  const pooled = new Classifier(card, model, decodeImage);
  const image = { data: Uint8Array.of(1, 2, 3, 6), width: 2, height: 2 };
  expectClose(await valuesOf(pooled.infer(image, { embedding: true })), [3, 6, 9]);
  pooled.dispose();
});

test('weights that change are seen, and what was made of the model is freed with it', async () => {
  const before = [tf.memory().numTensors, numberOfGraphs()];
  const own = new Classifier(classifier.card, create('lenet5', { seed: 2 }), decodeImage);
  const image = { data: digit, ...size };
  const first = await valuesOf(own.infer(image));
  await valuesOf(own.infer(image, { embedding: true }));
  own.model.setWeights(classifier.model.getWeights());
  const found = await valuesOf(own.infer(image));
  expect(found).not.toEqual(first);
  expectClose(found, outputOf('probabilities', digit));
  expectClose(await valuesOf(own.infer(image, { embedding: true })), outputOf('F6_squash', digit));
  own.dispose();
  expect([tf.memory().numTensors, numberOfGraphs()]).toEqual(before);
});

describe('bad input', () => {
  const tensor = (shape: number[], value = 0) => tf.fill(shape, value);
  test.each<[string, () => unknown, RegExp]>([
    ['an empty buffer', () => Buffer.alloc(0), /buffer: it is empty/],
    ['text', () => Buffer.from('no image'), /not an image that can be decoded/],
    ['a missing file', () => '/no/such.png', /\/no\/such\.png: there is no such file/],
    ['nothing', () => undefined, /^undefined is not an image.*expected a tensor/],
    ['a number', () => 7, /^a number is not an image/],
    ['an object', () => ({ width: 1 }), /^a value of type Object is not an image/],
    ['an empty list', () => [], /the list of images is empty/],
    ['a tensor of two axes', () => tensor([28, 28]), /shape \[28, 28\] is not an image/],
    ['a tensor of two channels', () => tensor([28, 28, 2]), /shape \[28, 28, 2\] is not an image/],
    ['an empty tensor', () => tensor([0, 28, 1]), /shape \[0, 28, 1\] is not an image/],
    ['a tensor of booleans', () => tf.zeros([4, 4, 1], 'bool'), /tensor of bool is not an image/],
    ['too few bytes', () => ({ data: new Uint8Array(783), ...size }), /783 values are not an image of 28x28/],
    ['no width', () => ({ data: new Uint8Array(4), width: 0, height: 2 }), /not an image of 0x2/],
    [
      'a value that is no number',
      () => ({ data: Float32Array.of(0, 1, 2, NaN), width: 2, height: 2 }),
      /the value NaN in row 1, column 1, channel 0; expected 0 to 255/,
    ],
    ['a value below 0', () => tensor([2, 2, 3], -1), /the value -1 in row 0, column 0, channel 0/],
    ['a value above 255', () => tensor([2, 2, 3], 256), /the value 256 in row 0/],
    ['an infinite value', () => tensor([1, 2, 2, 3], Infinity), /the value Infinity in row 0/],
  ])('%s is a clear error and leaves no tensor', async (_, make, message) => {
    const image = make() as NodeImage;
    const before = tf.memory().numTensors;
    const attempt = classifier.classify(image);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(ConvzooError);
    expect(tf.memory().numTensors).toBe(before);
    if (image instanceof tf.Tensor) image.dispose();
  });

  test('one bad image in a list leaves no tensor', async () => {
    const before = tf.memory().numTensors;
    const attempt = classifier.classify([{ data: digit, ...size }, Buffer.alloc(0)]);
    await expect(attempt).rejects.toThrow('empty');
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([0, -1, 1.5, NaN])('topk %p is refused', async (topk) => {
    await expect(classifier.classify({ data: digit, ...size }, topk)).rejects.toThrow(
      `topk is ${topk}, expected a whole number above 0`,
    );
  });
});

test('classifying leaves no tensor behind, and the image stays the caller’s', async () => {
  const image = tf.tensor3d(Float32Array.from(digit), [SIDE, SIDE, 1]);
  const before = tf.memory().numTensors;
  await classifier.classify(image);
  await classifier.classify(await grey().png().toBuffer());
  (await classifier.infer(image, { embedding: true })).dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(image.isDisposed).toBe(false);
  image.dispose();
});

test('dispose frees every weight, after an embedding too', async () => {
  const before = tf.memory().numTensors;
  const own = new Classifier<NodeImage>(classifier.card, create('lenet5', { seed: 1 }), decodeImage);
  (await own.infer({ data: digit, ...size }, { embedding: true })).dispose();
  own.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
