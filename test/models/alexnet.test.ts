import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { LRN } from '../../src/layers/lrn';
import { undrawn } from '../support/undrawn';

const NARROW = { alpha: 1 / 48, classes: 2 };

/** [height, width] behind each convolution and pooling. */
function sizes(name: string, options = {}): Record<string, number[]> {
  const layers = create(name, { ...NARROW, ...options }).layers.filter(({ name }) =>
    /^(conv|pool)\d$/.test(name),
  );
  return Object.fromEntries(
    layers.map((layer) => [layer.name, (layer.outputShape as tf.Shape).slice(1, 3).map(Number)]),
  );
}

/** The layers from one to another. */
function between(name: string, first: string, last: string): string[] {
  const names = create(name, NARROW).layers.map((layer) => layer.name);
  return names.slice(names.indexOf(first), names.indexOf(last) + 1);
}

function normalisations(name: string): Pick<LRN, 'name' | 'size' | 'k' | 'alpha' | 'beta'>[] {
  const layers = create(name, NARROW).layers.filter((layer) => layer instanceof LRN);
  return layers.map(({ name, size, k, alpha, beta }) => ({ name, size, k, alpha, beta }));
}

describe('alexnet', () => {
  it('has the parameters of each layer as counted by hand', () => {
    const model = undrawn('alexnet');
    const names = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'fc6', 'fc7', 'fc8'];
    expect(names.map((name) => model.getLayer(name).countParams())).toEqual([
      34_944, 307_456, 885_120, 663_936, 442_624, 37_752_832, 16_781_312, 4_097_000,
    ]);
    model.dispose();
  });

  it('has maps of 55, 27, 13 and 6 pixels', () => {
    const square = (size: number) => [size, size];
    expect(sizes('alexnet')).toEqual({
      conv1: square(55),
      pool1: square(27),
      conv2: square(27),
      pool2: square(13),
      conv3: square(13),
      conv4: square(13),
      conv5: square(13),
      pool5: square(6),
    });
  });

  it('has two towers that see each other in the third convolution alone', () => {
    const layers = create('alexnet', NARROW).layers;
    const groups = layers
      .filter(({ name }) => /^conv\d$/.test(name))
      .map((layer) => layer.getConfig()['groups']);
    expect(groups).toEqual([undefined, 2, undefined, 2, 2]);
  });

  it('normalises its first two layers before it pools them, by the constants of the paper', () => {
    expect(between('alexnet', 'conv1', 'conv3')).toEqual([
      'conv1', 'relu1', 'norm1', 'pool1', 'conv2', 'relu2', 'norm2', 'pool2', 'conv3',
    ]); // prettier-ignore
    const paper = { size: 5, k: 2, alpha: 1e-4, beta: 0.75 };
    expect(normalisations('alexnet')).toEqual([
      { name: 'norm1', ...paper },
      { name: 'norm2', ...paper },
    ]);
  });

  it('drops half of what its hidden layers give', () => {
    expect(between('alexnet', 'flatten', 'probabilities')).toEqual([
      'flatten', 'fc6', 'relu6', 'dropout6', 'fc7', 'relu7', 'dropout7', 'fc8', 'probabilities',
    ]); // prettier-ignore
    expect(create('alexnet', NARROW).getLayer('dropout6').getConfig()['rate']).toBe(0.5);
  });

  it('keeps its widths even under alpha, for the two towers', () => {
    const channels = (alpha: number) =>
      create('alexnet', { alpha, classes: 2 }).getLayer('conv1').outputShape[3];
    expect([0.26, 1 / 48, 1e-6].map(channels)).toEqual([24, 2, 2]);
  });

  it('takes sizes that do not fit exactly, rounding up, from 55 on', () => {
    // 56: conv1 12, then (12 - 3) / 2 and (6 - 3) / 2 rounded up, plus 1.
    expect(sizes('alexnet', { inputShape: [56, 227, 1] })).toMatchObject({
      conv1: [12, 55],
      pool1: [6, 27],
      pool2: [3, 13],
      pool5: [1, 6],
    });
    expect(() => sizes('alexnet', { inputShape: [55, 55, 3] })).not.toThrow();
    expect(() => sizes('alexnet', { inputShape: [227, 54, 3] })).toThrow(
      'alexnet: height and width must be at least 55, got 227x54; smaller images can be centred on a field of that size',
    );
  });
});

describe("Caffe's nets", () => {
  const caffe = { size: 5, k: 1, alpha: 2e-5, beta: 0.75 };

  it('normalise by the constants of Caffe, where alpha is divided by the window', () => {
    for (const name of ['alexnet_caffe', 'caffenet']) {
      for (const norm of normalisations(name)) expect(norm).toMatchObject(caffe);
      expect(normalisations(name)).toHaveLength(2);
    }
  });

  it('normalise before the pooling in alexnet_caffe and behind it in caffenet', () => {
    expect(between('alexnet_caffe', 'conv1', 'pool1')).toEqual(['conv1', 'relu1', 'norm1', 'pool1']);
    expect(between('caffenet', 'conv1', 'norm1')).toEqual(['conv1', 'relu1', 'pool1', 'norm1']);
  });
});

describe('alexnet_2014', () => {
  it('pads its first convolution by 2 pixels and has maps of 55, 27, 13 and 6', () => {
    expect(sizes('alexnet_2014')).toMatchObject({
      conv1: [55, 55],
      pool1: [27, 27],
      pool2: [13, 13],
      pool5: [6, 6],
    });
  });

  it('drops values before its hidden layers and normalises nowhere', () => {
    expect(between('alexnet_2014', 'flatten', 'fc8')).toEqual([
      'flatten', 'dropout6', 'fc6', 'relu6', 'dropout7', 'fc7', 'relu7', 'fc8',
    ]); // prettier-ignore
    expect(normalisations('alexnet_2014')).toEqual([]);
  });

  it('rounds poolings down: 62 pixels are too few', () => {
    // 63: conv1 15, then 7, 3 and 1.
    expect(sizes('alexnet_2014', { inputShape: [63, 63, 3] })).toMatchObject({
      pool2: [3, 3],
      pool5: [1, 1],
    });
    expect(() => create('alexnet_2014', { inputShape: [62, 63, 3] })).toThrow(
      'must be at least 63, got 62x63',
    );
  });
});

describe('the nets for small images', () => {
  it('end on a single pixel in alexnet_cifar and alexnet_mnist', () => {
    expect(sizes('alexnet_cifar')).toMatchObject({
      conv1: [8, 8],
      pool1: [4, 4],
      pool2: [2, 2],
      pool5: [1, 1],
    });
    expect(sizes('alexnet_mnist')).toMatchObject({
      conv1: [7, 7],
      pool1: [4, 4],
      pool2: [2, 2],
      pool5: [1, 1],
    });
  });

  it('pool, then activate, then normalise in the first layer of alexnet_cifar_lrn', () => {
    expect(between('alexnet_cifar_lrn', 'conv1', 'pool3')).toEqual([
      'conv1', 'pool1', 'relu1', 'norm1', 'conv2', 'relu2', 'pool2', 'norm2', 'conv3', 'relu3', 'pool3',
    ]); // prettier-ignore
    expect(sizes('alexnet_cifar_lrn')).toMatchObject({ pool1: [16, 16], pool2: [8, 8], pool3: [4, 4] });
  });
});
