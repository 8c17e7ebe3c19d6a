import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../../src/errors';
import { gradCam, type GradCamOptions } from '../../src/explain/grad-cam';
import { Block } from '../../src/layers/block';
import { EuclideanRBF } from '../../src/layers/euclidean-rbf';
import { Softmin } from '../../src/layers/softmin';
import { through } from '../../src/layers/through';
import { randomTensor } from '../support/layers';
import { CORNER_HEAT, cornerNet, netOf, pointwise, pooledClassifier, setWeights, SIDE } from './nets';

const { layers } = tf;

/** Two images of 2x2 pixels and two channels. */
const IMAGES = [
  [1, 2, 3, -1, 0, 4, -2, 1],
  [2, 1, 0, 2, -3, -1, 4, 0],
];
const PIXELS = [0, 1, 2, 3];

const input = (images = IMAGES) => tf.tensor4d(images.flat(), [images.length, 2, 2, 2]);

function heatOf(net: tf.LayersModel, x: tf.Tensor4D, options?: GradCamOptions): number[][] {
  return tf.tidy(() => {
    const heat = gradCam(net, x, options);
    return heat.reshape([heat.shape[0], -1]).arraySync() as number[][];
  });
}

/** The two channels with these weights, what is below 0 left out, the largest 1. */
function weighed([first, second]: readonly [number, number], image: number[] = []): number[] {
  const sums = PIXELS.map((i) =>
    Math.max(0, first * (image[2 * i] ?? NaN) + second * (image[2 * i + 1] ?? NaN)),
  );
  return sums.map((sum) => sum / Math.max(...sums));
}

function expectClose(found: number[][], expected: number[][]): void {
  expect(found.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  found.forEach((row, i) => row.forEach((value, k) => expect(value).toBeCloseTo(expected[i]?.[k] ?? NaN, 5)));
}

/** Its last maps are the image; class 0 is 2 * first - second, class 1 is -first + 0.5 * second. */
const transparentNet = () =>
  netOf([2, 2, 2], [pointwise('conv', 2), ...pooledClassifier()], {
    conv: [1, 0, 0, 1],
    fc: [2, -1, -1, 0.5],
  });

describe('gradCam', () => {
  it('is the ReLU of the maps weighed as the classifier weighs their means', () => {
    const net = transparentNet();
    expectClose(
      heatOf(net, input(), { label: 0 }),
      IMAGES.map((image) => weighed([2, -1], image)),
    );
    expectClose(
      heatOf(net, input(), { label: 1 }),
      IMAGES.map((image) => weighed([-1, 0.5], image)),
    );
    expectClose(heatOf(net, input(), { label: [1, 0] }), [
      weighed([-1, 0.5], IMAGES[0]),
      weighed([2, -1], IMAGES[1]),
    ]);
  });

  it('speaks for the likeliest class of each image unless told', () => {
    const net = transparentNet();
    const labels = tf.tidy(() => [...(net.predict(input()) as tf.Tensor).argMax(1).dataSync()]);
    expect(new Set(labels).size).toBe(2);
    expectClose(heatOf(net, input()), heatOf(net, input(), { label: labels }));
  });

  it('is all zeros where nothing speaks for the class', () => {
    const net = netOf([2, 2, 2], [pointwise('conv', 2), ...pooledClassifier()], {
      conv: [1, 0, 0, 1],
      fc: [-1, 0, -1, 0],
    });
    expectClose(heatOf(net, input([[1, 2, 3, 4, 5, 6, 7, 8]]), { label: 0 }), [[0, 0, 0, 0]]);
  });

  it('turns the sign of distances, of which the smallest wins', () => {
    const net = netOf(
      [2, 2, 2],
      [
        pointwise('conv', 2),
        pooledClassifier()[0] as tf.layers.Layer,
        new EuclideanRBF({
          name: 'distances',
          codes: [
            [3, -1],
            [-2, 1],
          ],
        }),
        new Softmin({ name: 'probabilities' }),
      ],
      { conv: [1, 0, 0, 1] },
    );
    // The slope of -(code - mean)^2.
    const [image = []] = IMAGES;
    const mean = (channel: number) => PIXELS.reduce((sum, i) => sum + (image[2 * i + channel] ?? NaN) / 4, 0);
    expectClose(heatOf(net, input([image]), { label: 0 }), [weighed([3 - mean(0), -1 - mean(1)], image)]);
    expectClose(heatOf(net, input([image]), { label: 1 }), [weighed([-2 - mean(0), 1 - mean(1)], image)]);
  });

  it('finds the corner that a net sees, in the size of the image', () => {
    const net = cornerNet();
    tf.tidy(() => {
      const heat = gradCam(net, tf.ones([1, SIDE, SIDE, 1]), { label: 0 });
      expect(heat.shape).toEqual([1, SIDE, SIDE]);
      expect(heat.arraySync()).toEqual([CORNER_HEAT]);
    });
  });

  it('takes the maps before a pooling, and scales those of strided convolutions up', () => {
    const half = layers.conv2d({ name: 'half', filters: 1, kernelSize: 2, strides: 2, useBias: false });
    const net = netOf(
      [8, 8, 1],
      [half, layers.maxPooling2d({ name: 'max', poolSize: 2 }), ...pooledClassifier()],
      { half: [1, 0, 0, 0], fc: [1, -1] },
    );
    // Of four by four places, one: in eight by eight, its two by two are the warmest and its neighbours lukewarm.
    const image = tf.tidy(() =>
      tf
        .oneHot(tf.tensor1d([2 * 8 + 4], 'int32'), 64)
        .toFloat()
        .reshape([1, 8, 8, 1]),
    );
    const [heat = []] = heatOf(net, image as tf.Tensor4D, { label: 0 });
    const warm = heat.flatMap((value, i) => (value > 0.999 ? [i] : []));
    expect(warm).toEqual([20, 21, 28, 29]);
    expect(heat.filter((value) => value > 0)).toHaveLength(16);
    image.dispose();
  });

  it('leaves the model’s auxiliary heads alone', () => {
    const image = tf.input({ shape: [2, 2, 2], name: 'image' });
    const maps = pointwise('conv', 2).apply(image) as tf.SymbolicTensor;
    const head = through(image, [
      pointwise('aux_conv', 2),
      layers.flatten({ name: 'aux_flatten' }),
      layers.dense({ name: 'aux_fc', units: 2 }),
      layers.softmax({ name: 'aux_probabilities' }),
    ]);
    const net = tf.model({
      inputs: image,
      outputs: [through(maps, pooledClassifier()), head],
      name: 'helped',
    });
    setWeights(net, { conv: [1, 0, 0, 1], fc: [2, -1, -1, 0.5] });
    expectClose(heatOf(net, input(), { label: 0 }), heatOf(transparentNet(), input(), { label: 0 }));
    expect(() => gradCam(net, input(), { layer: 'aux_conv' })).toThrow(/no layer that its output depends on/);
  });
});

describe('a net in blocks', () => {
  class Unit extends Block {
    static className = 'UnitOfGradCamTest';
    protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
      return through(x, unit());
    }
  }
  class Stage extends Block {
    static className = 'StageOfGradCamTest';
    protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
      return through(x, [new Unit({ name: 'unit' })]);
    }
  }
  const unit = () => [
    layers.conv2d({
      name: 'conv',
      filters: 3,
      kernelSize: 3,
      padding: 'same',
    }),
    layers.reLU({ name: 'relu' }),
  ];
  const stem = () => pointwise('stem', 4);

  it('is explained as the same net written flat, by default and by the names of inner layers', () => {
    const blocks = netOf([6, 5, 2], [stem(), new Stage({ name: 'stage' }), ...pooledClassifier()]);
    const flat = netOf([6, 5, 2], [stem(), ...unit(), ...pooledClassifier()]);
    blocks.setWeights(blocks.weights.map(({ shape }, i) => randomTensor(shape as number[], i)));
    flat.setWeights(blocks.getWeights());
    const x = randomTensor([3, 6, 5, 2], 4) as tf.Tensor4D;
    const both = (net: tf.LayersModel) => [0, 1].flatMap((label) => heatOf(net, x, { label }));
    expect(Math.max(...both(blocks).flat())).toBe(1);
    expectClose(both(blocks), both(flat));
    for (const [inner, outer] of [
      ['stage/unit/conv', 'conv'],
      ['stage/unit/relu', 'relu'],
      ['stage/unit', 'relu'],
      ['stage', 'relu'],
      ['stem', 'stem'],
    ] as const) {
      expectClose(heatOf(blocks, x, { layer: inner }), heatOf(flat, x, { layer: outer }));
    }
    expect(heatOf(blocks, x, { layer: 'stem' })).not.toEqual(heatOf(blocks, x, { layer: 'stage' }));
  });

  it('counts every way from a layer to the score: through a branch and past it', () => {
    class Branch extends Block {
      static className = 'BranchOfGradCamTest';
      protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
        const scaled = pointwise('scale', 2).apply(x) as tf.SymbolicTensor;
        return layers.add({ name: 'add' }).apply([scaled, x]) as tf.SymbolicTensor;
      }
    }
    const net = netOf(
      [2, 2, 2],
      [pointwise('stem', 2), new Branch({ name: 'branch' }), ...pooledClassifier()],
    );
    setWeights(net, { stem: [1, 0, 0, 1], scale: [0.5, 0, 0, -3], fc: [2, 0, 1, 0] });
    expectClose(
      heatOf(net, input(), { label: 0, layer: 'stem' }),
      IMAGES.map((image) => weighed([3, -2], image)),
    );
    // The branch alone: its maps are the halves of the first channel and -3 times the second.
    expectClose(
      heatOf(net, input(), { label: 0, layer: 'branch/scale' }),
      IMAGES.map((image) => weighed([2 * 0.5, 1 * -3], image)),
    );
  });
});

describe('bad input to gradCam', () => {
  const flat = () =>
    netOf([2, 2, 2], [layers.flatten({ name: 'flatten' }), layers.dense({ name: 'fc', units: 2 })]);
  const dense = () =>
    netOf([2, 2, 2], [pointwise('conv', 2), layers.softmax({ name: 'probabilities', axis: -1 })]);

  it.each<[string, () => tf.LayersModel, GradCamOptions, RegExp]>([
    [
      'a layer that is not there',
      transparentNet,
      { layer: 'convv' },
      /^net: no layer .* is named 'convv'; did you mean 'conv'\?; it has feature maps of conv$/,
    ],
    [
      'a layer without height and width',
      transparentNet,
      { layer: 'fc' },
      /^net: layer fc gives \[2\] .* expected a feature map/,
    ],
    ['a net without feature maps', flat, {}, /^net: it has no feature maps with height and width/],
    [
      'a net that classifies pixels',
      dense,
      {},
      /^net: it gives \[2, 2, 2\] for each image, expected a classifier's \[classes\]/,
    ],
    [
      'a class that is not there',
      transparentNet,
      { label: 2 },
      /^net: there is no class 2, expected a label from 0 to 1/,
    ],
    ['half a class', transparentNet, { label: 0.5 }, /there is no class 0.5/],
    ['too few labels', transparentNet, { label: [0] }, /^net: 1 labels for 2 images, expected one for each/],
  ])('%s is a clear error', (_, make, options, message) => {
    const net = make();
    const x = input();
    const before = tf.memory().numTensors;
    expect(() => gradCam(net, x, options)).toThrow(message);
    expect(() => gradCam(net, x, options)).toThrow(ConvzooError);
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });

  it('an input of another size is an error that names both', () => {
    expect(() => gradCam(transparentNet(), tf.zeros([1, 3, 2, 2]))).toThrow(
      /^net: the input is \[1, 3, 2, 2\], expected \[batch, 2, 2, 2\]$/,
    );
  });

  it('leaves no tensor but the heat', () => {
    const net = transparentNet();
    const x = input();
    const before = tf.memory().numTensors;
    const heat = gradCam(net, x);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose([heat, x]);
  });
});
