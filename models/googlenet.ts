import * as tf from '@tensorflow/tfjs';
import { ALPHA, flag, type Alpha, type OptionTable } from '../src/family-option';
import { Dropout } from '../src/layers/dropout';
import {
  InceptionBlock,
  scaledBranches,
  scaledStep,
  stepLayers,
  windowOf,
  type ConvolutionStep,
  type PoolingStep,
  type StepOptions,
} from '../src/layers/inception-block';
import { inceptionV1Branches, naiveBranches } from '../src/layers/inception-branches';
import { KaimingNormal } from '../src/layers/kaiming-normal';
import { LRN } from '../src/layers/lrn';
import { scaledWidth } from '../src/layers/scaled-width';
import { through } from '../src/layers/through';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { refuseSmaller, smallestImage } from '../src/layers/smallest-image';
import { PIXELS } from '../src/pixels';
import { top } from '../src/top';

/** GoogLeNet. Szegedy et al. 2014, table 1. */
const PAPER = {
  title: 'Going Deeper with Convolutions',
  authors:
    'C. Szegedy, W. Liu, Y. Jia, P. Sermanet, S. Reed, D. Anguelov, D. Erhan, V. Vanhoucke, A. Rabinovich',
  year: 2014,
  reference: 'arXiv:1409.4842',
};

interface GoogLeNet extends VariantFacts, StepOptions {
  stem: readonly StemStep[];
  pool3: Pooling;
  pool4: Pooling;
  /** Of the convolutions of the modules' third branch, which has one of 5x5 in the paper. */
  kernelSizes: readonly number[];
  /** Share of what the classifier reads that falls out in training. */
  dropout: number;
  /** Whether there are the classifiers of figure 3 that help in training: outputs behind the first. */
  auxiliary?: true;
}

type StemStep = ConvolutionStep | PoolingStep | { name: string; lrn: true };
type Pooling = Omit<PoolingStep, 'name'>;

/** Options of this family alone. */
export interface GoogLeNetOptions extends Alpha {
  /** Whether modules are those of figure 2a, which have no convolutions before the large ones; false unless told. */
  naive: boolean;
}

/**
 * Table 1 below its stem: modules by the filters of its columns 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5 and pool
 * projection, and where auxiliary classifiers branch off.
 */
const BODY = [
  ['3a', 64, 96, 128, 16, 32, 32],
  ['3b', 128, 128, 192, 32, 96, 64],
  'pool3',
  ['4a', 192, 96, 208, 16, 48, 64],
  'aux1',
  ['4b', 160, 112, 224, 24, 64, 64],
  ['4c', 128, 128, 256, 24, 64, 64],
  ['4d', 112, 144, 288, 32, 64, 64],
  'aux2',
  ['4e', 256, 160, 320, 32, 128, 128],
  'pool4',
  ['5a', 256, 160, 320, 32, 128, 128],
  ['5b', 384, 192, 384, 48, 128, 128],
] as const;
type Module = Exclude<(typeof BODY)[number], string>;

/** Rounded up, as Caffe does. */
const CEIL = { pool: 'max', strides: 2, padding: 'valid', ceil: true } as const;

const AUXILIARY_POOL = { pool: 'average', poolSize: 5, strides: 3, padding: 'valid' } as const;

const CONV1 = { name: 'conv1', conv: 64, kernelSize: 7, strides: 2 } as const;
const POOL1 = { name: 'pool1', ...CEIL } as const;
const CONV2 = [
  { name: 'conv2_reduce', conv: 64 },
  { name: 'conv2', conv: 192, kernelSize: 3 },
] as const;
const POOL2 = { name: 'pool2', ...CEIL } as const;

const IMAGENET = {
  inputShape: [224, 224, 3],
  classes: 1000,
  pool3: CEIL,
  pool4: CEIL,
  kernelSizes: [5],
  dropout: 0.4,
} as const;

/** As in BVLC Caffe's model zoo. */
const CAFFE = {
  ...IMAGENET,
  pixels: PIXELS.caffe,
  deviations: ["weights begin as He's, biases as zeros", 'pixels are in the order blue, green, red'],
  stem: [CONV1, POOL1, { name: 'norm1', lrn: true }, ...CONV2, { name: 'norm2', lrn: true }, POOL2],
  batchNorm: false,
} as const;

const NORMALISED = 'batch norm behind each convolution, no local response normalisation';
const NORMALISED_BY_CHANNEL = 'pixels are normalised by channel';

const BATCH_NORM = {
  ...IMAGENET,
  pixels: PIXELS.imagenet,
  deviations: [NORMALISED, NORMALISED_BY_CHANNEL],
  stem: [CONV1, POOL1, ...CONV2, POOL2],
  batchNorm: { epsilon: 1e-3 },
} as const;

const TORCHVISION = {
  ...BATCH_NORM,
  deviations: [
    ...BATCH_NORM.deviations,
    '3x3 for 5x5',
    'the last pooling has windows of 2x2',
    'dropout of 0.2',
  ],
  pool4: { ...CEIL, poolSize: 2 },
  kernelSizes: [3],
  dropout: 0.2,
} as const;

/** Common practice: kuangliu/pytorch-cifar. */
const CIFAR = {
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  deviations: [
    NORMALISED,
    NORMALISED_BY_CHANNEL,
    'a single convolution for a stem',
    'two of 3x3 for 5x5',
    'no dropout',
  ],
  stem: [{ name: 'conv1', conv: 192, kernelSize: 3 }],
  pool3: { pool: 'max', strides: 2 },
  pool4: { pool: 'max', strides: 2 },
  kernelSizes: [3, 3],
  dropout: 0,
  batchNorm: { epsilon: 1e-5 },
  useBias: true,
} as const;

/** Common practice: weiaicunzai/pytorch-cifar100, whose stem halves the image and has no biases. */
const CIFAR100 = {
  ...CIFAR,
  classes: 100,
  deviations: [
    NORMALISED,
    NORMALISED_BY_CHANNEL,
    'convolutions of 3x3 for a stem, whose strides are 1',
    'two of 3x3 for 5x5',
  ],
  stem: [
    { name: 'conv1', conv: 64, kernelSize: 3, useBias: false },
    { name: 'conv2', conv: 64, kernelSize: 3, useBias: false },
    { name: 'conv3', conv: 192, kernelSize: 3, useBias: false },
    { name: 'pool2', pool: 'max', strides: 2 },
  ],
  dropout: 0.4,
} as const;

const MNIST = {
  ...CIFAR100,
  inputShape: [28, 28, 1],
  classes: 10,
  pixels: PIXELS.mnist,
} as const;

// prettier-ignore
const VARIANTS: Record<string, GoogLeNet> = {
  googlenet: { ...CAFFE, params: 6_998_552, macs: 1_582_671_872 },
  googlenet_aux: { ...CAFFE, auxiliary: true, params: 13_378_280, macs: 1_591_044_096 },
  googlenet_bn: { ...BATCH_NORM, params: 7_005_832, macs: 1_582_671_872 },
  googlenet_torchvision: { ...TORCHVISION, params: 6_624_904, macs: 1_498_376_192 },
  /** deviation: torchvision averages over windows that it fits to the image; at 224x224 they lie a pixel apart. */
  googlenet_torchvision_aux: { ...TORCHVISION, deviations: [...TORCHVISION.deviations, 'heads average over windows of 5 at strides of 3'], auxiliary: true, params: 13_004_888, macs: 1_506_748_416 },
  googlenet_mnist: { ...MNIST, params: 6_309_162, macs: 416_134_144 },
  googlenet_cifar: { ...CIFAR, params: 6_166_250, macs: 1_521_756_160 },
  googlenet_cifar_aux: { ...CIFAR, auxiliary: true, params: 10_516_990, macs: 1_528_100_864 },
  googlenet_cifar100: { ...CIFAR100, params: 6_402_564, macs: 531_976_192 },
};

function build(variant: GoogLeNet, options: BuildOptions & GoogLeNetOptions, name: string): tf.LayersModel {
  const isHelped = variant.auxiliary === true && options.includeTop;
  refuseSmaller(name, options.inputShape, smallest(variant, isHelped));
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const heads: tf.SymbolicTensor[] = [];
  let x = through(image, stem(variant, options));
  for (const part of BODY) {
    if (typeof part !== 'string') x = through(x, [inception(part, variant, options)]);
    else if (part === 'pool3' || part === 'pool4')
      x = through(x, stepLayers({ name: part, ...variant[part] }, variant));
    else if (isHelped) heads.push(through(x, auxiliaryClassifier(part, variant, options)));
  }
  const classified = top(x, options, () => classifier(variant, options));
  return tf.model({ inputs: image, outputs: [classified, ...heads], name });
}

/** Whatever the modules do, they keep the size. */
function smallest({ stem, pool3, pool4 }: GoogLeNet, isHelped: boolean): number {
  const last = isHelped ? AUXILIARY_POOL : pool4;
  const steps: StemStep[] = [...stem, { name: 'pool3', ...pool3 }, { name: 'last', ...last }];
  return smallestImage(steps.flatMap((step) => ('lrn' in step ? [] : [windowOf(step)])));
}

function stem(variant: GoogLeNet, { alpha }: Alpha): tf.layers.Layer[] {
  return variant.stem.flatMap((step) =>
    'lrn' in step
      ? [LRN.caffe({ name: step.name, alpha: 1e-4 })]
      : stepLayers(scaledStep(step, alpha), variant),
  );
}

function inception(
  [name, conv1x1, reduce3x3, conv3x3, reduce5x5, conv5x5, project]: Module,
  { kernelSizes, batchNorm, useBias }: GoogLeNet,
  { alpha, naive }: GoogLeNetOptions,
): tf.layers.Layer {
  const widths = { conv1x1, reduce3x3, conv3x3, reduce5x5, conv5x5, project };
  const branches = naive ? naiveBranches(widths) : inceptionV1Branches(widths, { kernelSizes });
  return new InceptionBlock({
    name: `inception_${name}`,
    branches: scaledBranches(branches, alpha),
    batchNorm,
    useBias,
  });
}

function auxiliaryClassifier(
  name: string,
  variant: GoogLeNet,
  { classes, alpha }: BuildOptions & Alpha,
): tf.layers.Layer[] {
  return [
    ...stepLayers({ name: `${name}_pool`, ...AUXILIARY_POOL }, variant),
    ...stepLayers({ name: `${name}_conv`, conv: scaledWidth(128, alpha) }, variant),
    tf.layers.flatten({ name: `${name}_flatten` }),
    tf.layers.dense({
      name: `${name}_fc1`,
      units: scaledWidth(1024, alpha),
      kernelInitializer: KaimingNormal.className,
    }),
    tf.layers.reLU({ name: `${name}_fc1_relu` }),
    new Dropout({ name: `${name}_dropout`, rate: 0.7 }),
    tf.layers.dense({ name: `${name}_fc2`, units: classes }),
    tf.layers.softmax({ name: `${name}_probabilities` }),
  ];
}

function classifier({ dropout }: GoogLeNet, { classes }: BuildOptions): tf.layers.Layer[] {
  return [
    tf.layers.globalAveragePooling2d({ name: 'pool5' }),
    ...(dropout > 0 ? [new Dropout({ name: 'dropout', rate: dropout })] : []),
    tf.layers.dense({ name: 'fc', units: classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ];
}

const OPTIONS: OptionTable<GoogLeNetOptions> = { ...ALPHA, naive: flag(false) };

register({ family: 'googlenet', paper: PAPER, variants: VARIANTS, options: OPTIONS, build });
