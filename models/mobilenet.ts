import * as tf from '@tensorflow/tfjs';
import { positive, type Alpha } from '../src/family-option';
import { depthwiseConvolution, type Padding } from '../src/layers/convolution';
import { Dropout } from '../src/layers/dropout';
import {
  normalised,
  normalisedConvolution,
  type NormalisationArgs,
} from '../src/layers/normalised-convolution';
import { scaledWidth } from '../src/layers/scaled-width';
import { through } from '../src/layers/through';
import { PIXELS } from '../src/pixels';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/** MobileNets, the first of them. Howard et al. 2017: table 1 the net, tables 4 to 7 its variants. */
const PAPER = {
  title: 'MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications',
  authors: 'A. G. Howard, M. Zhu, B. Chen, D. Kalenichenko, W. Wang, T. Weyand, M. Andreetto, H. Adam',
  year: 2017,
  reference: 'arXiv:1704.04861',
};

interface MobileNet extends VariantFacts {
  /** The width multiplier, unless told. */
  alpha: number;
  /** Filters of the blocks between two changes of size, and how many these are. */
  stages: readonly (readonly [filters: number, blocks: number])[];
  stemStrides: number;
  padding: Padding;
  normalisation: NormalisationArgs;
  /** Whether a block is one convolution, not a depthwise one and a 1x1. */
  isFull?: true;
  /** Whether 1x1 convolutions have a bias. */
  useBias?: true;
  /** Where the classifier is a convolution: the rate of a dropout before it. */
  dropout?: number;
}

const INITIAL = "weights begin as He's";
const CLIPPED = 'ReLUs clip at 6';
const NORMALISED_BY_CHANNEL = 'pixels are normalised by channel';

const IMAGENET = {
  classes: 1000,
  pixels: PIXELS.symmetric,
  deviations: [
    // Table 1 has it 7x7 before and behind.
    'the last depthwise convolution has a stride of 1, not the 2 that is printed',
    INITIAL,
  ],
  stages: [
    [64, 1],
    [128, 2],
    [256, 2],
    [512, 6],
    [1024, 2],
  ],
  stemStrides: 2,
  padding: 'around',
  normalisation: { batchNorm: { epsilon: 1e-5 } },
} as const;

/** As keras.applications has it. */
const KERAS = {
  deviations: [...IMAGENET.deviations, CLIPPED, 'a dropout before the classifier'],
  padding: 'same',
  normalisation: { batchNorm: { epsilon: 1e-3, momentum: 0.99 }, isClipped: true },
  dropout: 1e-3,
} as const;

/** Common practice: the net for ImageNet, which here ends in maps of 2x2. */
const CIFAR = {
  ...IMAGENET,
  inputShape: [32, 32, 3],
  classes: 10,
  alpha: 1,
  pixels: PIXELS.cifar,
  deviations: [...IMAGENET.deviations, NORMALISED_BY_CHANNEL, 'the stem has a stride of 1'],
  stemStrides: 1,
  padding: 'same',
} as const;

/** Tables 6 and 7: widths and resolutions. */
// prettier-ignore
const MULTIPLIED: Record<string, MobileNet> = {
  mobilenet_100_224: { ...IMAGENET, alpha: 1, inputShape: [224, 224, 3], params: 4_231_976, macs: 568_740_352 },
  mobilenet_100_192: { ...IMAGENET, alpha: 1, inputShape: [192, 192, 3], params: 4_231_976, macs: 418_121_728 },
  mobilenet_100_160: { ...IMAGENET, alpha: 1, inputShape: [160, 160, 3], params: 4_231_976, macs: 290_675_200 },
  mobilenet_100_128: { ...IMAGENET, alpha: 1, inputShape: [128, 128, 3], params: 4_231_976, macs: 186_400_768 },
  mobilenet_075_224: { ...IMAGENET, alpha: 0.75, inputShape: [224, 224, 3], params: 2_585_560, macs: 325_400_448 },
  mobilenet_075_192: { ...IMAGENET, alpha: 0.75, inputShape: [192, 192, 3], params: 2_585_560, macs: 239_273_472 },
  mobilenet_075_160: { ...IMAGENET, alpha: 0.75, inputShape: [160, 160, 3], params: 2_585_560, macs: 166_396_800 },
  mobilenet_075_128: { ...IMAGENET, alpha: 0.75, inputShape: [128, 128, 3], params: 2_585_560, macs: 106_770_432 },
  mobilenet_050_224: { ...IMAGENET, alpha: 0.5, inputShape: [224, 224, 3], params: 1_331_592, macs: 149_497_088 },
  mobilenet_050_192: { ...IMAGENET, alpha: 0.5, inputShape: [192, 192, 3], params: 1_331_592, macs: 109_970_432 },
  mobilenet_050_160: { ...IMAGENET, alpha: 0.5, inputShape: [160, 160, 3], params: 1_331_592, macs: 76_524_800 },
  mobilenet_050_128: { ...IMAGENET, alpha: 0.5, inputShape: [128, 128, 3], params: 1_331_592, macs: 49_160_192 },
  mobilenet_025_224: { ...IMAGENET, alpha: 0.25, inputShape: [224, 224, 3], params: 470_072, macs: 41_030_272 },
  mobilenet_025_192: { ...IMAGENET, alpha: 0.25, inputShape: [192, 192, 3], params: 470_072, macs: 30_212_608 },
  mobilenet_025_160: { ...IMAGENET, alpha: 0.25, inputShape: [160, 160, 3], params: 470_072, macs: 21_059_200 },
  mobilenet_025_128: { ...IMAGENET, alpha: 0.25, inputShape: [128, 128, 3], params: 470_072, macs: 13_570_048 },
};

const LARGE = { ...IMAGENET, alpha: 1, inputShape: [224, 224, 3] } as const;

// prettier-ignore
const VARIANTS: Record<string, MobileNet> = {
  ...MULTIPLIED,
  /** Table 4: full convolutions for separable ones. */
  mobilenet_conv: { ...LARGE, isFull: true, params: 29_294_088, macs: 4_867_293_184 },
  /** Table 5: without the five blocks of the same shape. */
  mobilenet_shallow: { ...LARGE, stages: [[64, 1], [128, 2], [256, 2], [512, 1], [1024, 2]], params: 2_887_976, macs: 307_323_392 },
  /** As TensorFlow pads. */
  mobilenet_100_224_same: { ...LARGE, padding: 'same', params: 4_231_976, macs: 568_740_352 },
  mobilenet_100_224_timm: { ...LARGE, deviations: [...IMAGENET.deviations, CLIPPED], normalisation: { ...IMAGENET.normalisation, isClipped: true }, params: 4_231_976, macs: 568_740_352 },
  ...Object.fromEntries(Object.entries(MULTIPLIED).map(([name, row]) => [`${name}_keras`, { ...row, ...KERAS }])),
  mobilenet_cifar: { ...CIFAR, params: 3_217_226, macs: 46_354_432 },
  /** As in weiaicunzai/pytorch-cifar100. */
  mobilenet_cifar100: { ...CIFAR, classes: 100, padding: 'around', useBias: true, params: 3_315_428, macs: 46_446_592 },
  mobilenet_mnist: { ...CIFAR, inputShape: [28, 28, 1], pixels: PIXELS.mnist, alpha: 0.25, params: 215_498, macs: 2_895_136 },
};

function build(variant: MobileNet, options: BuildOptions & Partial<Alpha>, name: string): tf.LayersModel {
  const { alpha = variant.alpha } = options;
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = through(image, [...stem(variant, alpha), ...blocks(variant, alpha)]);
  const outputs = top(features, options, () => classifier(variant, options.classes, features));
  return tf.model({ inputs: image, outputs, name });
}

function stem({ stemStrides: strides, padding, normalisation }: MobileNet, alpha: number): tf.layers.Layer[] {
  const filters = scaledWidth(32, alpha);
  return normalisedConvolution({ name: 'stem', filters, kernelSize: 3, strides, padding, ...normalisation });
}

function blocks(variant: MobileNet, alpha: number): tf.layers.Layer[] {
  return variant.stages.flatMap(([filters, count], stage) =>
    Array.from({ length: count }, (_, i) => {
      const name = `stage${stage + 1}_block${i + 1}`;
      const strides = stage > 0 && i === 0 ? 2 : 1;
      return block(variant, { name, filters: scaledWidth(filters, alpha), strides });
    }).flat(),
  );
}

function block(
  { padding, normalisation, isFull, useBias }: MobileNet,
  { name, filters, strides }: { name: string; filters: number; strides: number },
): tf.layers.Layer[] {
  if (isFull)
    return normalisedConvolution({ name, filters, kernelSize: 3, strides, padding, ...normalisation });
  const dw = `${name}_dw`;
  return [
    ...normalised(dw, depthwiseConvolution({ name: dw, kernelSize: 3, strides, padding }), normalisation),
    ...normalisedConvolution({ name: `${name}_pw`, filters, kernelSize: 1, useBias, ...normalisation }),
  ];
}

function classifier({ dropout }: MobileNet, classes: number, features: tf.SymbolicTensor): tf.layers.Layer[] {
  const softmax = tf.layers.softmax({ name: 'probabilities' });
  const pool = tf.layers.globalAveragePooling2d({ name: 'pool' });
  if (dropout === undefined) return [pool, tf.layers.dense({ name: 'fc', units: classes }), softmax];
  return [
    pool,
    tf.layers.reshape({ name: 'pixel', targetShape: [1, 1, features.shape.at(-1) ?? null] }),
    new Dropout({ name: 'dropout', rate: dropout }),
    tf.layers.conv2d({ name: 'fc', filters: classes, kernelSize: 1 }),
    tf.layers.flatten({ name: 'flatten' }),
    softmax,
  ];
}

register<MobileNet, Partial<Alpha>>({
  family: 'mobilenet',
  paper: PAPER,
  variants: VARIANTS,
  options: { alpha: positive(undefined) },
  build,
});
