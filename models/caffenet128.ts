import * as tf from '@tensorflow/tfjs';
import { ALPHA, between, oneOf, type Alpha, type OptionTable } from '../src/family-option';
import { BatchNorm } from '../src/layers/batch-norm';
import { ChannelPReLU } from '../src/layers/channel-prelu';
import { convolution } from '../src/layers/convolution';
import { Dropout } from '../src/layers/dropout';
import { groupedConvolution } from '../src/layers/grouped-convolution';
import { KaimingNormal } from '../src/layers/kaiming-normal';
import { Maxout } from '../src/layers/maxout';
import { PaddedAveragePooling2D, PaddedMaxPooling2D } from '../src/layers/padded-pooling';
import { PoolSum } from '../src/layers/pool-sum';
import { RReLU } from '../src/layers/rrelu';
import { ScaledTanh } from '../src/layers/scaled-tanh';
import { scaledWidth } from '../src/layers/scaled-width';
import { ShiftedSoftplus } from '../src/layers/shifted-softplus';
import { StochasticPooling2D } from '../src/layers/stochastic-pooling';
import { refuseSmaller, smallestImage, type SlidingWindow } from '../src/layers/smallest-image';
import { through } from '../src/layers/through';
import { PIXELS } from '../src/pixels';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/** The net that Mishkin, Sergievskiy, Matas 2016 try everything out on: CaffeNet for images of 128x128, section 2. */
const PAPER = {
  title: 'Systematic evaluation of CNN advances on the ImageNet',
  authors: 'D. Mishkin, N. Sergievskiy, J. Matas',
  year: 2016,
  reference: 'arXiv:1606.02228',
};

interface CaffeNet128 extends VariantFacts {
  /** Of the first convolution. */
  kernelSize: number;
  strides: number;
}

/** The family's own options: what the paper varies. */
export interface CaffeNet128Options extends Alpha {
  /** `maxout` is of two pieces, each as wide as the layer; with `alpha: Math.SQRT1_2` it costs what the others do. */
  activation: keyof typeof ACTIVATIONS;
  /** Where batch norm stands: nowhere, before the activation or after it. */
  batchNorm: 'none' | 'before' | 'after';
  /** `sum` is of max and average pooling. */
  subsampling: keyof typeof POOLINGS;
  /** Two 1x1 convolutions before the first one, to 10 channels and to 3, with that activation behind each. */
  colourTransform: 'none' | 'vlrelu' | 'maxout' | 'tanh';
  /** `convolution` slides the fully connected layers over a wider map and averages what they score. */
  classifier: 'dense' | 'convolution';
  /** Share of the values that are dropped behind each fully connected layer but the last. */
  dropout: number;
}

/** The layers that make an activation of that name. */
const ACTIVATIONS = {
  relu: (name: string): tf.layers.Layer => tf.layers.reLU({ name }),
  tanh: (name: string): tf.layers.Layer => tf.layers.activation({ name, activation: 'tanh' }),
  scaledTanh: (name: string): tf.layers.Layer => new ScaledTanh({ name, amplitude: 1.73 }),
  sigmoid: (name: string): tf.layers.Layer => tf.layers.activation({ name, activation: 'sigmoid' }),
  vlrelu: (name: string): tf.layers.Layer => tf.layers.leakyReLU({ name, alpha: 1 / 3 }),
  rrelu: (name: string): tf.layers.Layer => new RReLU({ name }),
  prelu: (name: string): tf.layers.Layer => new ChannelPReLU({ name }),
  softplus: (name: string): tf.layers.Layer => new ShiftedSoftplus({ name }),
  elu: (name: string): tf.layers.Layer => tf.layers.elu({ name }),
  selu: (name: string): tf.layers.Layer => tf.layers.activation({ name, activation: 'selu' }),
  maxout: (name: string): tf.layers.Layer => new Maxout({ name, pieces: PIECES }),
  none: undefined,
};
const PIECES = 2;

/** Windows overlap, and round up as Caffe's do. */
const POOLINGS = {
  max: PaddedMaxPooling2D,
  average: PaddedAveragePooling2D,
  sum: PoolSum,
  stochastic: StochasticPooling2D,
};
const POOLING = { poolSize: 3, strides: 2, ceil: true };

const OPTIONS: OptionTable<CaffeNet128Options> = {
  ...ALPHA,
  activation: oneOf(keysOf(ACTIVATIONS), 'relu'),
  batchNorm: oneOf(['none', 'before', 'after'], 'none'),
  subsampling: oneOf(keysOf(POOLINGS), 'max'),
  colourTransform: oneOf(['none', 'vlrelu', 'maxout', 'tanh'], 'none'),
  classifier: oneOf(['dense', 'convolution'], 'dense'),
  dropout: between(0, 0.9, 0.5),
};

interface Convolution {
  filters: number;
  kernelSize: number;
  groups?: number;
  isPooled?: true;
}

/** Those behind the first. */
const CONVOLUTIONS: readonly Convolution[] = [
  { filters: 256, kernelSize: 5, groups: 2, isPooled: true },
  { filters: 384, kernelSize: 3 },
  { filters: 384, kernelSize: 3, groups: 2 },
  { filters: 256, kernelSize: 3, groups: 2, isPooled: true },
];
const STEM_FILTERS = 96;
const HIDDEN = [2048, 2048];

const INITIAL = "weights begin as He's, not by LSUV";

/** At 32x32 the first convolution has a kernel and a stride by which the maps stay the same. */
const SMALL = {
  classes: 10,
  deviations: [INITIAL, 'pixels are normalised by channel'],
  kernelSize: 3,
  strides: 1,
} as const;

const VARIANTS: Record<string, CaffeNet128> = {
  caffenet128: {
    inputShape: [128, 128, 3],
    classes: 1000,
    pixels: { order: 'bgr', mean: [104, 117, 124], std: [25] },
    deviations: [INITIAL],
    kernelSize: 11,
    strides: 4,
    params: 13_300_072,
    macs: 208_986_240,
  },
  caffenet128_cifar: {
    ...SMALL,
    inputShape: [32, 32, 3],
    pixels: PIXELS.cifar,
    params: 11_239_306,
    macs: 177_928_320,
  },
  caffenet128_mnist: {
    ...SMALL,
    inputShape: [28, 28, 1],
    pixels: PIXELS.mnist,
    params: 11_237_578,
    macs: 133_097_856,
  },
};

type Options = BuildOptions & CaffeNet128Options;

function build(variant: CaffeNet128, options: Options, name: string): tf.LayersModel {
  refuseSmaller(name, options.inputShape, smallestImage(windows(variant, options)));
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = through(image, [...colourTransform(options), ...convolutions(variant, options)]);
  const outputs = top(features, options, () =>
    options.classifier === 'dense' ? denseClassifier(options) : slidingClassifier(options),
  );
  return tf.model({ inputs: image, outputs, name });
}

function colourTransform({ colourTransform: activation }: CaffeNet128Options): tf.layers.Layer[] {
  if (activation === 'none') return [];
  return [10, 3].flatMap((filters, i) => [
    ...convolution({
      name: `colour${i + 1}`,
      filters: filters * pieces(activation),
      kernelSize: 1,
      useBias: true,
    }),
    ACTIVATIONS[activation](`colour_activation${i + 1}`),
  ]);
}

function convolutions({ kernelSize, strides }: CaffeNet128, options: Options): tf.layers.Layer[] {
  const stem = { filters: STEM_FILTERS, kernelSize, strides, padding: 'valid', isPooled: true } as const;
  const last = CONVOLUTIONS.length + 1;
  return [stem, ...CONVOLUTIONS].flatMap(({ filters, isPooled, ...args }: Convolution, i) => [
    ...groupedConvolution({
      ...args,
      name: `conv${i + 1}`,
      // The same in each of two groups.
      filters: 2 * scaledWidth(filters / 2, options.alpha) * pieces(options.activation),
      useBias: true,
    }),
    ...activated(i + 1, options),
    ...(isPooled
      ? [new POOLINGS[options.subsampling]({ name: `pool${i + 1}`, ...poolingOf(i + 1 === last, options) })]
      : []),
  ]);
}

/** Where the classifier slides, the last map is padded to be wider than its field. */
function poolingOf(
  isLast: boolean,
  { classifier }: CaffeNet128Options,
): typeof POOLING & { padding: number } {
  return { ...POOLING, padding: isLast && classifier === 'convolution' ? 1 : 0 };
}

/** The activation of that layer, and its batch norm on the side that is asked for. */
function activated(number: number, { activation, batchNorm }: CaffeNet128Options): tf.layers.Layer[] {
  const make = ACTIVATIONS[activation];
  const activations = make === undefined ? [] : [make(`activation${number}`)];
  if (batchNorm === 'none') return activations;
  const norm = new BatchNorm({ name: `bn${number}`, momentum: 0.95, epsilon: 1e-5 });
  return batchNorm === 'before' ? [norm, ...activations] : [...activations, norm];
}

function denseClassifier(options: Options): tf.layers.Layer[] {
  return [
    tf.layers.flatten({ name: 'flatten' }),
    ...hidden(options, (name, units) => [
      tf.layers.dense({ name, units, kernelInitializer: KaimingNormal.className }),
    ]),
    tf.layers.dense({ name: 'fc8', units: options.classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ];
}

function slidingClassifier(options: Options): tf.layers.Layer[] {
  const slid = (name: string, filters: number, kernelSize: number) =>
    convolution({ name, filters, kernelSize, padding: 'valid', useBias: true });
  return [
    ...hidden(options, (name, units, i) => slid(name, units, i === 0 ? FIELD : 1)),
    ...slid('fc8', options.classes, 1),
    tf.layers.globalAveragePooling2d({ name: 'average' }),
    tf.layers.softmax({ name: 'probabilities' }),
  ];
}
const FIELD = 3;

/** The fully connected layers but the last, made by `make`, and what stands behind them. */
function hidden(
  options: Options,
  make: (name: string, units: number, i: number) => tf.layers.Layer[],
): tf.layers.Layer[] {
  return HIDDEN.flatMap((width, i) => {
    const number = CONVOLUTIONS.length + 2 + i;
    const units = scaledWidth(width, options.alpha) * pieces(options.activation);
    return [
      ...make(`fc${number}`, units, i),
      ...activated(number, options),
      new Dropout({ name: `dropout${number}`, rate: options.dropout }),
    ];
  });
}

function pieces(activation: CaffeNet128Options['activation']): number {
  return activation === 'maxout' ? PIECES : 1;
}

function windows({ kernelSize, strides }: CaffeNet128, options: CaffeNet128Options): SlidingWindow[] {
  const pool = (isLast: boolean) => {
    const { poolSize, ...rest } = poolingOf(isLast, options);
    return { size: poolSize, ...rest };
  };
  const field = options.classifier === 'convolution' ? [{ size: FIELD, strides: 1 }] : [];
  return [{ size: kernelSize, strides }, pool(false), pool(false), pool(true), ...field];
}

function keysOf<Key extends string>(table: Record<Key, unknown>): Key[] {
  return Object.keys(table) as Key[];
}

register({ family: 'caffenet128', paper: PAPER, variants: VARIANTS, options: OPTIONS, build });
