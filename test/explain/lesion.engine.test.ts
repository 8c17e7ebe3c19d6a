import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { Dataset } from '../../src/data/dataset';
import { lesion, type Lesion } from '../../src/explain/lesion';
import { lesionSites, type LesionSite, type LesionSites } from '../../src/explain/lesion-sites';
import { ResidualBlock } from '../../src/layers/residual-block';
import type { Shortcut } from '../../src/layers/shortcut';
import { through } from '../../src/layers/through';
import { bypass } from '../../src/predict/bypass';
import { layerGraphOf, type NamedGraph } from '../../src/predict/layer-graph';
import { Predictor } from '../../src/predict/predictor';
import type { Preprocessing } from '../../src/preprocessing';
import { Random } from '../../src/random';
import { evaluate } from '../../src/train/evaluate';
import { lively } from '../predict/nets';
import { numberOfGraphs } from '../support/graphs';
import { randomTensor } from '../support/layers';

type Matrix = number[][];

/** `y = relu(shortcut + x * branch)` for pixels of so many channels; without a projection the shortcut is x. */
interface Block {
  branch: Matrix;
  projection?: Matrix;
}

const ZERO: Block = {
  branch: [
    [0, 0],
    [0, 0],
  ],
};
/** Makes the smaller channel the larger one. */
const SWAP: Block = {
  branch: [
    [0, 2],
    [2, 0],
  ],
};
const WIDEN: Block = {
  branch: [
    [0.5, -1, 2],
    [1, 0.3, -2],
  ],
  projection: [
    [1, 0.5, -0.5],
    [-1, 0.2, 1],
  ],
};

const PREPROCESSING: Preprocessing = {
  imageSize: [1, 2],
  channels: 1,
  padding: 0,
  background: 0,
  mean: [0],
  std: [1],
};

/** Pairs of pixels with values up to 255; the class is the place of the smaller one, never the third. */
function pixels(count: number, classes = ['first', 'second']): Dataset {
  const random = new Random(3);
  const values = Array.from({ length: count }, () => [random.integer(256), random.integer(256)] as const);
  const labels = Uint8Array.from(values, ([first, second]) => Number(second < first));
  return new Dataset({
    name: 'pixels',
    images: Uint8Array.from(values.flat()),
    labels,
    imageShape: [1, 2, 1],
    classes,
    pixels: 'original',
  });
}

/** Blocks of 1x1 convolutions, which read a pair as two channels and whose last channels are the scores. */
function netOf(blocks: Block[]): tf.LayersModel {
  const image = tf.input({ shape: [1, 2, 1], name: 'image' });
  const channels = tf.layers.reshape({ name: 'channels', targetShape: [1, 1, 2] });
  const layers = blocks.map(({ branch: [row = []], projection }, i) => {
    const shortcut: Shortcut = projection === undefined ? 'identity' : 'bareProjection';
    const convolutions = [{ kernelSize: 1, filters: row.length, strides: 1 }];
    return new ResidualBlock({ name: `block${i + 1}`, convolutions, shortcut, epsilon: 0 });
  });
  const head = [tf.layers.flatten({ name: 'scores' }), tf.layers.softmax({ name: 'probabilities' })];
  const model = tf.model({
    inputs: image,
    outputs: through(image, [channels, ...layers, ...head]),
    name: 'blocks',
  });
  layers.forEach(({ inner }, i) => {
    write(inner.getLayer('conv1'), blocks[i]?.branch);
    if (blocks[i]?.projection) write(inner.getLayer('shortcut'), blocks[i].projection);
  });
  return model;
}

function write(layer: tf.layers.Layer, matrix: Matrix | undefined): void {
  const [kernel] = layer.weights;
  tf.tidy(() => void kernel?.write(tf.tensor(matrix?.flat() ?? [], kernel.shape as number[])));
}

/** How many pixels blocks classify correctly, computed by hand. */
function correctBy(blocks: Block[], { images, labels }: Dataset): number {
  return labels.filter((label, i) => {
    const scores = blocks.reduce<number[]>(
      (x, { branch, projection }) => {
        const shortcut = projection === undefined ? x : times(x, projection);
        return times(x, branch).map((value, k) => Math.max(0, value + (shortcut[k] ?? NaN)));
      },
      [...images.subarray(2 * i, 2 * i + 2)],
    );
    return scores.indexOf(Math.max(...scores)) === label;
  }).length;
}

const times = (x: number[], matrix: Matrix) =>
  (matrix[0] ?? []).map((_, k) => x.reduce((sum, value, i) => sum + value * (matrix[i]?.[k] ?? NaN), 0));

const withoutBranch = (blocks: Block[], dropped: number) =>
  blocks.map((block, i) =>
    i === dropped ? { ...block, branch: block.branch.map((row) => row.map(() => 0)) } : block,
  );

const state = () => [tf.memory().numTensors, numberOfGraphs()];

describe('lesion', () => {
  const data = pixels(60);
  const ofThree = pixels(60, ['first', 'second', 'neither']);

  it('shows no change without a block that adds nothing, and all the change that another one makes', async () => {
    const { kind, baseline, lesions, kept } = await lesion(netOf([ZERO, SWAP]), data, PREPROCESSING);
    expect(baseline).toEqual({ accuracy: 1, correct: 60, images: 60 });
    expect(lesions).toEqual([
      { name: 'block1', accuracy: 1, correct: 60 },
      { name: 'block2', accuracy: 0, correct: 0 },
    ]);
    expect([kind, kept]).toEqual(['residual block', []]);
  });

  it('leaves the projection of a block that changes the shape', async () => {
    const blocks = [
      SWAP,
      WIDEN,
      {
        branch: [
          [0.1, -1, 0.2],
          [0.7, 0.1, -0.4],
          [-0.3, 0.9, 0],
        ],
      },
    ];
    const { baseline, lesions } = await lesion(netOf(blocks), ofThree, PREPROCESSING);
    expect(baseline.correct).toBe(correctBy(blocks, ofThree));
    expect(lesions.map(({ correct }) => correct)).toEqual(
      blocks.map((_, i) => correctBy(withoutBranch(blocks, i), ofThree)),
    );
    expect(new Set(lesions.map(({ correct }) => correct)).size).toBeGreaterThan(1);
  });

  it('measures the whole net as evaluate does, tells each part when it is done, and leaves nothing behind', async () => {
    const model = netOf([ZERO, SWAP, WIDEN]);
    const told: [Lesion, number][] = [];
    const expected = await evaluate(model, ofThree, PREPROCESSING);
    const before = state();
    const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
    const study = await lesion(model, ofThree, PREPROCESSING, {
      batchSize: 25,
      onLesion: (each, parts) => told.push([each, parts]),
    });
    expect(study.baseline).toEqual(expected);
    expect(told).toEqual(study.lesions.map((each) => [each, 3]));
    expect(state()).toEqual(before);
    expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(weights);
  });

  it('says that a net is for other images', async () => {
    await expect(lesion(netOf([SWAP]), data, { ...PREPROCESSING, imageSize: [2, 1] })).rejects.toThrow(
      'pixels: its images are 1x2x1, the preprocessing expects 2x1x1',
    );
  });

  it.each(['lenet5', 'squeezenet_cifar'])('says that %s has nothing that could be dropped', async (name) => {
    const model = create(name, { seed: 1, inputShape: [32, 32, 1] });
    await expect(lesion(model, data, PREPROCESSING)).rejects.toThrow(
      `${name}: there is nothing to drop, expected a net with residual blocks, or a plain chain`,
    );
  });
});

function sitesOf(graph: NamedGraph): LesionSites {
  const sites = lesionSites(graph);
  if (sites === undefined) throw new Error(`${graph.name} has no sites`);
  return sites;
}

/** The largest difference of a hurt net's scores from those of one whose weights `change` makes the same. */
function difference(
  model: tf.LayersModel,
  site: number,
  change: (name: string, weight: tf.LayerVariable) => tf.Tensor | undefined,
): number {
  const graph = layerGraphOf(model);
  const { output, shortcut, name } = sitesOf(graph).sites[site] as LesionSite;
  const predictor = new Predictor(model, bypass(graph, output, shortcut));
  const before = model.weights.map((weight) => weight.read().clone());
  const difference = tf.tidy(() => {
    const x = randomTensor([4, ...(model.inputs[0]?.shape.slice(1) as number[])], 5);
    const found = predictor.predict(x);
    for (const weight of model.weights) {
      const changed = change(name, weight);
      if (changed !== undefined) weight.write(changed);
    }
    const expected = model.predict(x) as tf.Tensor;
    return tf.max(tf.abs(tf.sub(found, expected))).dataSync()[0] ?? NaN;
  });
  model.weights.forEach((weight, i) => weight.write(before[i] as tf.Tensor));
  tf.dispose(before);
  predictor.dispose();
  return difference;
}

/** Three blocks of 1x1, 3x3 and 1x1 convolutions; the first and the last change the shape. */
function bottlenecks(): tf.LayersModel {
  const image = tf.input({ shape: [8, 8, 3], name: 'image' });
  const block = (i: number, filters: number, strides: number, shortcut: Shortcut) =>
    new ResidualBlock({
      name: `block${i}`,
      convolutions: [
        { kernelSize: 1, filters, strides },
        { kernelSize: 3, filters, strides: 1 },
        { kernelSize: 1, filters: 4 * filters, strides: 1 },
      ],
      shortcut,
    });
  const blocks = [block(1, 2, 1, 'projection'), block(2, 2, 1, 'identity'), block(3, 3, 2, 'pad')];
  return tf.model({ inputs: image, outputs: through(image, blocks), name: 'bottlenecks' });
}

const small = (name: string) => () => create(name, { seed: 1, inputShape: [8, 8, 3] });

const BLOCKS = [1, 2, 3].flatMap((stage) => [1, 2, 3].map((block) => `stage${stage}_block${block}`));

/** Nets, the names of their blocks, and the weights with which a block's branch ends. */
const RESNETS: [kind: string, make: () => tf.LayersModel, sites: string[], last: (site: string) => RegExp][] =
  [
    ['a residual net', small('resnet20'), BLOCKS, (site) => new RegExp(`^${site}/bn2/(gamma|beta)`)],
    [
      'one with pre-activation',
      small('preact_resnet20_b'),
      BLOCKS,
      (site) => new RegExp(`^${site}/conv2/kernel`),
    ],
    [
      'one with shared weights',
      small('resnet20_shared'),
      [1, 2, 3].flatMap((stage) => [
        `stage${stage}_block1`,
        `stage${stage}_repeated/time1`,
        `stage${stage}_repeated/time2`,
      ]),
      (site) => new RegExp(`^${site}[/_]bn2/(gamma|beta)`),
    ],
    [
      'one with bottlenecks',
      bottlenecks,
      ['block1', 'block2', 'block3'],
      (site) => new RegExp(`^${site}/bn3/(gamma|beta)`),
    ],
  ];

describe('the sites of a lesion study', () => {
  it.each(RESNETS)(
    'are the blocks of %s; dropping one is as if its branch gave zeros',
    (_, make, expected, last) => {
      const model = lively(make());
      const { sites } = sitesOf(layerGraphOf(model));
      expect(sites.map((site) => site.name)).toEqual(expected);
      for (const site of [0, 1, expected.length - 1]) {
        const zeros = (block: string, { originalName, shape }: tf.LayerVariable) =>
          last(block).test(originalName) ? tf.zeros(shape as number[]) : undefined;
        expect(difference(model, site, zeros)).toBeLessThan(1e-4);
      }
      model.dispose();
    },
  );

  it('are the convolutions of a VGG that keep the shape; dropping one is as if it gave back what it reads', () => {
    const model = lively(create('vgg11_cifar', { seed: 1, alpha: 0.1 }));
    const found = sitesOf(layerGraphOf(model));
    expect(found.kind).toBe('convolution');
    expect(found.sites.map(({ name }) => name)).toEqual(['conv3_2', 'conv4_2', 'conv5_1', 'conv5_2']);
    expect(found.kept).toEqual(['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1']);
    found.sites.forEach((_, site) => {
      expect(difference(model, site, giveBack)).toBeLessThan(1e-4);
    });
  });

  it('are the blocks of other nets with additions of shortcuts too', () => {
    const { sites } = sitesOf(layerGraphOf(create('squeezenet_cifar_simple', { seed: 1 })));
    expect(sites.map(({ name }) => name)).toEqual(['fire3', 'fire5', 'fire7', 'fire9']);
  });
});

/** The weights of a convolution, or the batch norm behind it, that change nothing. */
function giveBack(name: string, { originalName, shape }: tf.LayerVariable): tf.Tensor | undefined {
  const [layer, weight] = originalName.split('/');
  const sizes = shape as number[];
  if (layer === name && weight === 'kernel') {
    const [height = 0, width = 0, channels = 0] = sizes;
    const middle = tf.tidy(() => {
      const field = tf.oneHot(tf.tensor1d([(height * width - 1) / 2], 'int32'), height * width).toFloat();
      return tf.mul(tf.reshape(field, [height, width, 1, 1]), tf.eye(channels));
    });
    return middle;
  }
  if (layer === name) return tf.zeros(sizes);
  if (layer !== name.replace('conv', 'bn')) return undefined;
  return /gamma|variance/.test(weight ?? '') ? tf.ones(sizes) : tf.zeros(sizes);
}
