import * as tf from '@tensorflow/tfjs';
import { ALPHA, type Alpha } from '../src/family-option';
import { Dropout } from '../src/layers/dropout';
import { gaussian } from '../src/layers/gaussian';
import { KaimingNormal } from '../src/layers/kaiming-normal';
import { Mlpconv } from '../src/layers/mlpconv';
import { PaddedMaxPooling2D } from '../src/layers/padded-pooling';
import { scaledWidth } from '../src/layers/scaled-width';
import { through } from '../src/layers/through';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { refuseSmaller, smallestImage, type SlidingWindow } from '../src/layers/smallest-image';
import { PIXELS } from '../src/pixels';
import { top } from '../src/top';

/** Network in Network. Lin, Chen, Yan 2013: section 3 and figure 2; widths as in the authors' definitions. */
const PAPER = {
  title: 'Network In Network',
  authors: 'M. Lin, Q. Chen, S. Yan',
  year: 2013,
  reference: 'arXiv:1312.4400',
};

interface NiN extends VariantFacts {
  /** A max pooling stands between any two. */
  blocks: readonly MLP[];
  /** Poolings, counted from 1, that a dropout stands behind. */
  droppedPools: readonly number[];
}

interface MLP {
  /** Of the first convolution, as are strides and padding. */
  kernelSize: number;
  strides?: number;
  padding?: 'valid';
  /** Of it and of the 1x1 convolutions behind; without the last block's last, whose maps are the classes'. */
  filters: readonly number[];
}

/** Of each pooling: the last window may reach over the edge. */
const POOL = { size: 3, strides: 2, ceil: true };

// deviation: normal with 0.05 in the authors' definitions, with which narrow nets hardly learn in their first epochs.
const INITIAL = KaimingNormal.className;
const LAST_INITIAL = gaussian(0.05);

const BEGINNING = 'weights begin as He et al. draw them but in the last layer, whose biases begin at 1';

const BASE = { deviations: [BEGINNING], droppedPools: [1, 2] } as const;

const CIFAR = {
  ...BASE,
  inputShape: [32, 32, 3],
  deviations: [BEGINNING, 'pixels are normalised by channel; the paper whitens them'],
  pixels: PIXELS.cifar,
  blocks: [
    { kernelSize: 5, filters: [192, 160, 96] },
    { kernelSize: 5, filters: [192, 192, 192] },
    { kernelSize: 3, filters: [192, 192] },
  ],
} as const;

const MNIST = {
  ...BASE,
  inputShape: [28, 28, 1],
  pixels: PIXELS.mnist,
  blocks: [
    { kernelSize: 5, filters: [96, 64, 48] },
    { kernelSize: 5, filters: [128, 96, 48] },
    { kernelSize: 5, filters: [128, 96] },
  ],
} as const;

const SVHN = {
  ...BASE,
  inputShape: [32, 32, 3],
  deviations: [BEGINNING, 'pixels are normalised by channel; the paper normalises their contrast locally'],
  pixels: { mean: [111.6, 113.2, 120.6], std: [50.5, 51.3, 50.2] },
  blocks: [
    { kernelSize: 5, filters: [128, 96, 64] },
    { kernelSize: 5, filters: [320, 256, 128] },
    { kernelSize: 5, filters: [384, 256] },
  ],
} as const;

/** The authors' model for Caffe. */
const IMAGENET = {
  inputShape: [224, 224, 3],
  pixels: PIXELS.caffe,
  deviations: [BEGINNING],
  blocks: [
    { kernelSize: 11, filters: [96, 96, 96], strides: 4, padding: 'valid' },
    { kernelSize: 5, filters: [256, 256, 256] },
    { kernelSize: 3, filters: [384, 384, 384] },
    { kernelSize: 3, filters: [1024, 1024] },
  ],
  droppedPools: [3],
} as const;

// prettier-ignore
const VARIANTS: Record<string, NiN> = {
  nin: { ...IMAGENET, classes: 1000, params: 7_595_176, macs: 1_100_188_800 },
  nin_mnist: { ...MNIST, classes: 10, params: 349_674, macs: 50_699_712 },
  nin_cifar: { ...CIFAR, classes: 10, params: 966_986, macs: 222_486_528 },
  nin_cifar100: { ...CIFAR, classes: 100, params: 984_356, macs: 223_592_448 },
  nin_svhn: { ...SVHN, classes: 10, params: 1_986_026, macs: 274_235_392 },
};

function build(variant: NiN, options: BuildOptions & Alpha, name: string): tf.LayersModel {
  refuseSmaller(name, options.inputShape, smallestImage(windows(variant)));
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = through(image, blocks(variant, options));
  const lastLayer = `cccp${2 * variant.blocks.length}`;
  const outputs = top(features, options, () => [
    // The last layer of the last block: its maps are the classes'.
    tf.layers.conv2d({
      name: lastLayer,
      filters: options.classes,
      kernelSize: 1,
      kernelInitializer: LAST_INITIAL,
      // deviation: 0 in the authors' definitions, with which the ReLUs of all classes may die in the first steps.
      biasInitializer: 'ones',
    }),
    tf.layers.reLU({ name: `${lastLayer}_relu` }),
    tf.layers.globalAveragePooling2d({ name: 'pool' }),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
  return tf.model({ inputs: image, outputs, name });
}

function windows({ blocks }: NiN): SlidingWindow[] {
  return blocks.flatMap(({ kernelSize: size, strides = 1, padding }, i) => [
    ...(i === 0 ? [] : [POOL]),
    { size, strides, padding: padding === 'valid' ? 0 : size >> 1 },
  ]);
}

function blocks({ blocks, droppedPools }: NiN, { alpha }: Alpha): tf.layers.Layer[] {
  return blocks.flatMap((block, i) => {
    const filters = block.filters.map((each) => scaledWidth(each, alpha));
    return [
      ...(i === 0 ? [] : [pool(i)]),
      ...(droppedPools.includes(i) ? [new Dropout({ name: `dropout${i}`, rate: 0.5 })] : []),
      new Mlpconv({ ...block, name: `mlpconv${i + 1}`, filters, kernelInitializer: INITIAL }),
    ];
  });
}

function pool(number: number): tf.layers.Layer {
  const { size: poolSize, strides, ceil } = POOL;
  return new PaddedMaxPooling2D({ name: `pool${number}`, poolSize, strides, ceil });
}

register({ family: 'nin', paper: PAPER, variants: VARIANTS, options: ALPHA, build });
