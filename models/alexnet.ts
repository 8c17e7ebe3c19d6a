import * as tf from '@tensorflow/tfjs';
import { ALPHA, type Alpha } from '../src/family-option';
import { Dropout } from '../src/layers/dropout';
import { groupedConvolution } from '../src/layers/grouped-convolution';
import { KaimingNormal } from '../src/layers/kaiming-normal';
import { LRN, type LRNArgs } from '../src/layers/lrn';
import { PaddedAveragePooling2D, PaddedMaxPooling2D } from '../src/layers/padded-pooling';
import { scaledWidth } from '../src/layers/scaled-width';
import { refuseSmaller, smallestImage, type SlidingWindow } from '../src/layers/smallest-image';
import { through } from '../src/layers/through';
import { PIXELS } from '../src/pixels';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/**
 * AlexNet. Krizhevsky, Sutskever, Hinton 2012: figure 2 and sections 3 and 4.2; its single tower: Krizhevsky 2014,
 * arXiv:1404.5997.
 */
const PAPER = {
  title: 'ImageNet Classification with Deep Convolutional Neural Networks',
  authors: 'A. Krizhevsky, I. Sutskever, G. E. Hinton',
  year: 2012,
  reference: 'doi:10.1145/3065386',
};

interface AlexNet extends VariantFacts {
  convolutions: readonly Convolution[];
  pooling: { poolSize: number; strides: number; ceil?: true };
  lrn?: LRNArgs;
  /** Units of the fully connected layers before the last, and on which side of them values are dropped. */
  hidden: readonly number[];
  drops?: 'before';
}

interface Convolution {
  filters: number;
  kernelSize: number;
  strides?: number;
  /** Zeros on each side; half the kernel unless told. */
  zeros?: number;
  /** Groups of channels that see nothing of each other. */
  groups?: number;
  behind: readonly Step[];
}

/** What stands behind a convolution. */
type Step = 'relu' | 'lrn' | 'max' | 'average';

/** Figure 2: two towers that see each other in conv3 alone, or, with one group, a single one. */
function towers(groups: 1 | 2, behind: readonly Step[]): Convolution[] {
  return [
    { filters: 96, kernelSize: 11, strides: 4, zeros: 0, behind },
    { filters: 256, kernelSize: 5, groups, behind },
    { filters: 384, kernelSize: 3, behind: ['relu'] },
    { filters: 384, kernelSize: 3, groups, behind: ['relu'] },
    { filters: 256, kernelSize: 3, groups, behind: ['relu', 'max'] },
  ];
}

/** arXiv:1404.5997, as torchvision has it, and common practice for 32x32. */
function singleTower(stem: Pick<Convolution, 'zeros'>): Convolution[] {
  return [
    { filters: 64, kernelSize: 11, strides: 4, ...stem, behind: ['relu', 'max'] },
    { filters: 192, kernelSize: 5, behind: ['relu', 'max'] },
    { filters: 384, kernelSize: 3, behind: ['relu'] },
    { filters: 256, kernelSize: 3, behind: ['relu'] },
    { filters: 256, kernelSize: 3, behind: ['relu', 'max'] },
  ];
}

const INITIAL = "weights begin as He's, biases as 0";
const MEAN_COLOUR = 'a mean colour is subtracted, not a mean image';
const NORMALISED = 'pixels are divided by their standard deviation';

/** The paper says 224x224, which the first convolution does not fit. */
const IMAGENET = {
  inputShape: [227, 227, 3],
  classes: 1000,
  pixels: { mean: [123, 117, 104], std: [1] },
  deviations: [INITIAL, MEAN_COLOUR],
  pooling: { poolSize: 3, strides: 2, ceil: true },
  lrn: {},
  hidden: [4096, 4096],
} as const;

/** As BVLC's Caffe has it: another LRN, and pixels in the order blue, green, red. */
const CAFFE = {
  ...IMAGENET,
  pixels: PIXELS.caffe,
  deviations: [
    INITIAL,
    MEAN_COLOUR,
    'pixels are in the order blue, green, red',
    'LRN is a fifth as strong, with k 1',
  ],
  lrn: { k: 1, alpha: 1e-4 / 5 },
} as const;

const CIFAR = {
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  deviations: [INITIAL, NORMALISED, 'the single tower, without hidden layers'],
  convolutions: singleTower({}),
  pooling: { poolSize: 2, strides: 2 },
  hidden: [],
} as const;

// prettier-ignore
const VARIANTS: Record<string, AlexNet> = {
  alexnet: { ...IMAGENET, convolutions: towers(2, ['relu', 'lrn', 'max']), params: 60_965_224, macs: 724_406_816 },
  alexnet_caffe: { ...CAFFE, convolutions: towers(2, ['relu', 'lrn', 'max']), params: 60_965_224, macs: 724_406_816 },
  caffenet: {
    ...CAFFE,
    deviations: [...CAFFE.deviations, 'LRN stands behind the pooling'],
    convolutions: towers(2, ['relu', 'max', 'lrn']),
    params: 60_965_224,
    macs: 724_406_816,
  },
  alexnet_ungrouped: {
    ...IMAGENET,
    deviations: [...IMAGENET.deviations, 'convolutions see both towers'],
    convolutions: towers(1, ['relu', 'lrn', 'max']),
    params: 62_378_344,
    macs: 1_135_256_096,
  },
  alexnet_2014: {
    ...IMAGENET,
    inputShape: [224, 224, 3],
    pixels: PIXELS.imagenet,
    deviations: [INITIAL, MEAN_COLOUR, NORMALISED, 'values are dropped before the hidden layers'],
    convolutions: singleTower({ zeros: 2 }),
    pooling: { poolSize: 3, strides: 2 },
    drops: 'before',
    params: 61_100_840,
    macs: 714_188_480,
  },
  /** As in bearpaw/pytorch-classification. */
  alexnet_cifar: { ...CIFAR, params: 2_472_266, macs: 14_957_056 },
  alexnet_mnist: {
    ...CIFAR,
    inputShape: [28, 28, 1],
    pixels: PIXELS.mnist,
    deviations: [...CIFAR.deviations, 'poolings round up'],
    pooling: { poolSize: 2, strides: 2, ceil: true },
    params: 2_456_778,
    macs: 13_849_664,
  },
  /** Krizhevsky's cuda-convnet, the net that errs in 18 % of CIFAR-10's test images. */
  alexnet_cifar_lrn: {
    ...CIFAR,
    deviations: [INITIAL, NORMALISED],
    convolutions: [
      { filters: 32, kernelSize: 5, behind: ['max', 'relu', 'lrn'] },
      { filters: 32, kernelSize: 5, behind: ['relu', 'average', 'lrn'] },
      { filters: 64, kernelSize: 5, behind: ['relu', 'average'] },
    ],
    pooling: { poolSize: 3, strides: 2, ceil: true },
    lrn: { size: 3, k: 1, alpha: 5e-5 / 3 },
    params: 89_578,
    macs: 12_298_240,
  },
};

function build(variant: AlexNet, options: BuildOptions & Alpha, name: string): tf.LayersModel {
  refuseSmaller(name, options.inputShape, smallestImage(windows(variant)));
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = through(image, convolutions(variant, options));
  const outputs = top(features, options, () => classifier(variant, options));
  return tf.model({ inputs: image, outputs, name });
}

function windows({ convolutions, pooling }: AlexNet): SlidingWindow[] {
  const { poolSize, ...rest } = pooling;
  return convolutions.flatMap(({ kernelSize: size, strides = 1, zeros: padding = size >> 1, behind }) => [
    { size, strides, padding },
    ...behind.filter((step) => step === 'max' || step === 'average').map(() => ({ size: poolSize, ...rest })),
  ]);
}

function convolutions(variant: AlexNet, { alpha }: Alpha): tf.layers.Layer[] {
  return variant.convolutions.flatMap(({ filters, kernelSize, strides = 1, zeros, groups, behind }, i) => {
    const name = `conv${i + 1}`;
    const isPadded = zeros === undefined;
    return [
      ...(zeros ? [tf.layers.zeroPadding2d({ name: `${name}_pad`, padding: zeros })] : []),
      ...groupedConvolution({
        name,
        // The same in each of two groups.
        filters: 2 * scaledWidth(filters / 2, alpha),
        kernelSize,
        strides,
        groups,
        padding: isPadded ? 'around' : 'valid',
        useBias: true,
      }),
      ...behind.map((step) => stepBehind(step, i + 1, variant)),
    ];
  });
}

function stepBehind(step: Step, number: number, { pooling, lrn }: AlexNet): tf.layers.Layer {
  switch (step) {
    case 'relu':
      return tf.layers.reLU({ name: `relu${number}` });
    case 'lrn':
      return new LRN({ name: `norm${number}`, ...lrn });
    case 'max':
      return new PaddedMaxPooling2D({ name: `pool${number}`, ...pooling });
    case 'average':
      return new PaddedAveragePooling2D({ name: `pool${number}`, ...pooling });
  }
}

function classifier(
  { convolutions, hidden, drops }: AlexNet,
  { classes, alpha }: BuildOptions & Alpha,
): tf.layers.Layer[] {
  const number = (i: number) => convolutions.length + 1 + i;
  return [
    tf.layers.flatten({ name: 'flatten' }),
    ...hidden.flatMap((units, i) => {
      const dropout = new Dropout({ name: `dropout${number(i)}`, rate: 0.5 });
      const layers = [
        tf.layers.dense({
          name: `fc${number(i)}`,
          units: scaledWidth(units, alpha),
          kernelInitializer: KaimingNormal.className,
        }),
        tf.layers.reLU({ name: `relu${number(i)}` }),
      ];
      return drops === 'before' ? [dropout, ...layers] : [...layers, dropout];
    }),
    tf.layers.dense({ name: `fc${number(hidden.length)}`, units: classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ];
}

register({ family: 'alexnet', paper: PAPER, variants: VARIANTS, options: ALPHA, build });
