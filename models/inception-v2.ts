import * as tf from '@tensorflow/tfjs';
import { ALPHA, type Alpha } from '../src/family-option';
import {
  InceptionBlock,
  scaledBranches,
  scaledStep,
  stepLayers,
  type ConvolutionStep,
  type PoolingStep,
  type StepOptions,
} from '../src/layers/inception-block';
import { inceptionV2Branches } from '../src/layers/inception-branches';
import { through } from '../src/layers/through';
import { PIXELS } from '../src/pixels';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/** BN-Inception, also called Inception v2. Ioffe, Szegedy 2015, figure 5. */
const PAPER = {
  title: 'Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift',
  authors: 'S. Ioffe, C. Szegedy',
  year: 2015,
  reference: 'arXiv:1502.03167',
};

interface InceptionV2 extends VariantFacts, StepOptions {
  stem: readonly (ConvolutionStep | PoolingStep)[];
  modules: readonly Module[];
  /** Whether average poolings count the padding. */
  countsPadding?: boolean;
}

/** Filters by figure 5's columns 1x1, 3x3 reduce, 3x3, double 3x3 reduce, double 3x3, and pooling with its projection. */
type Module = readonly [
  name: string,
  conv1x1: number | undefined,
  reduce3x3: number,
  conv3x3: number,
  reduceDouble: number,
  double3x3: number,
  pool: Pool,
  project: number | undefined,
];
type Pool = 'average' | 'max' | 'halving max';

// prettier-ignore
const MODULES: readonly Module[] = [
  ['3a', 64, 64, 64, 64, 96, 'average', 32],
  ['3b', 64, 64, 96, 64, 96, 'average', 64],
  ['3c', undefined, 128, 160, 64, 96, 'halving max', undefined],
  ['4a', 224, 64, 96, 96, 128, 'average', 128],
  ['4b', 192, 96, 128, 96, 128, 'average', 128],
  ['4c', 160, 128, 160, 128, 160, 'average', 128],
  ['4d', 96, 128, 192, 160, 192, 'average', 128],
  ['4e', undefined, 128, 192, 192, 256, 'halving max', undefined],
  ['5a', 352, 192, 320, 160, 224, 'average', 128],
  ['5b', 352, 192, 320, 192, 224, 'max', 128],
];

/** So that 4c and 4d have the 576 channels that the figure prints beside the filters, which make 608. */
const MODULES_576 = MODULES.map((module): Module => {
  const [name, conv1x1, reduce3x3, conv3x3, reduceDouble, double3x3, pool] = module;
  const isWider = name === '4c' || name === '4d';
  return isWider ? [name, conv1x1, reduce3x3, conv3x3, reduceDouble, double3x3, pool, 96] : module;
});

/** At sizes that halve evenly, such as 224, the same windows as Caffe's, which rounds up. */
const HALVING = { pool: 'max', strides: 2, padding: 'same' } as const;

const CONV2 = [
  { name: 'conv2_reduce', conv: 64 },
  { name: 'conv2', conv: 192, kernelSize: 3 },
  { name: 'pool2', ...HALVING },
] as const;

const IMAGENET = {
  inputShape: [224, 224, 3],
  classes: 1000,
  pixels: PIXELS.symmetric,
  deviations: ['the first convolution is not separable'],
  stem: [{ name: 'conv1', conv: 64, kernelSize: 7, strides: 2 }, { name: 'pool1', ...HALVING }, ...CONV2],
  modules: MODULES,
  batchNorm: { epsilon: 1e-5 },
} as const;

const COUNTING = {
  ...IMAGENET,
  deviations: [...IMAGENET.deviations, 'average poolings count the padding'],
  countsPadding: true,
} as const;

/** As the published port to Caffe has it. */
const CAFFE = {
  ...COUNTING,
  pixels: { order: 'bgr', mean: [104, 117, 128], std: [1] },
  deviations: [
    ...COUNTING.deviations,
    'convolutions have a bias',
    'pixels are in the order blue, green, red',
  ],
  useBias: true,
} as const;

const CIFAR = {
  ...IMAGENET,
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  deviations: ['a first convolution of 3x3 and stride 1 without a pooling behind it'],
  stem: [{ name: 'conv1', conv: 64, kernelSize: 3 }, ...CONV2],
} as const;

const MNIST = { ...CIFAR, inputShape: [28, 28, 1], pixels: PIXELS.mnist } as const;

// prettier-ignore
const VARIANTS: Record<string, InceptionV2> = {
  inception_v2: { ...IMAGENET, params: 11_285_224, macs: 2_032_600_064 },
  inception_v2_counting: { ...COUNTING, params: 11_285_224, macs: 2_032_600_064 },
  inception_v2_caffe: { ...CAFFE, params: 11_295_240, macs: 2_032_600_064 },
  inception_v2_576: { ...IMAGENET, modules: MODULES_576, params: 11_194_984, macs: 2_018_851_840 },
  inception_v2_mnist: { ...MNIST, params: 10_261_642, macs: 498_701_312 },
  inception_v2_cifar: { ...CIFAR, params: 10_262_794, macs: 626_616_320 },
};

function build(variant: InceptionV2, options: BuildOptions & Alpha, name: string): tf.LayersModel {
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = through(image, [
    ...variant.stem.flatMap((step) => stepLayers(scaledStep(step, options.alpha), variant)),
    ...variant.modules.map((each) => inception(each, variant, options)),
  ]);
  const outputs = top(features, options, () => [
    tf.layers.globalAveragePooling2d({ name: 'pool3' }),
    tf.layers.dense({ name: 'fc', units: options.classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
  return tf.model({ inputs: image, outputs, name });
}

function inception(
  [name, conv1x1, reduce3x3, conv3x3, reduceDouble, double3x3, pool, project]: Module,
  { countsPadding = false, batchNorm, useBias }: InceptionV2,
  { alpha }: Alpha,
): tf.layers.Layer {
  const pooling = pool === 'halving max' ? HALVING : { pool, countsPadding };
  const widths = { conv1x1, reduce3x3, conv3x3, reduceDouble, double3x3, project };
  return new InceptionBlock({
    name: `inception_${name}`,
    branches: scaledBranches(inceptionV2Branches(widths, pooling), alpha),
    batchNorm,
    useBias,
  });
}

register({ family: 'inception_v2', paper: PAPER, variants: VARIANTS, options: ALPHA, build });
