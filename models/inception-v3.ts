import * as tf from '@tensorflow/tfjs';
import { ALPHA, type Alpha } from '../src/family-option';
import { Dropout } from '../src/layers/dropout';
import {
  InceptionBlock,
  scaledBranches,
  scaledStep,
  stepLayers,
  windowOf,
  type Branch,
  type ConvolutionStep,
  type PoolingStep,
  type StepOptions,
} from '../src/layers/inception-block';
import { INCEPTION_V3 } from '../src/layers/inception-branches';
import { refuseSmaller, smallestImage } from '../src/layers/smallest-image';
import { through } from '../src/layers/through';
import { PIXELS } from '../src/pixels';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/** Inception v3. Szegedy et al. 2015: the network released with the paper, which differs from its table 1. */
const PAPER = {
  title: 'Rethinking the Inception Architecture for Computer Vision',
  authors: 'C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens, Z. Wojna',
  year: 2015,
  reference: 'arXiv:1512.00567',
};

interface InceptionV3 extends VariantFacts, StepOptions {
  stem: readonly Step[];
  /** Of the average poolings within modules: whether they count the padding. */
  countsPadding?: boolean;
  /** Of the convolutions behind the poolings of modules A; 1 unless told. */
  kernelSize?: number;
  /** Whether a classifier behind the last module of 17x17 helps in training: the second output. */
  auxiliary?: true;
}

type Step = ConvolutionStep | PoolingStep;

const VALID = { kernelSize: 3, padding: 'valid' } as const;
const HALVING = { strides: 2, padding: 'valid' } as const;

const IMAGENET = {
  inputShape: [299, 299, 3],
  classes: 1000,
  pixels: PIXELS.symmetric,
  deviations: ['the stem and the numbers of modules are those of the released network, not of table 1'],
  stem: [
    { name: 'conv1', conv: 32, ...VALID, strides: 2 },
    { name: 'conv2', conv: 32, ...VALID },
    { name: 'conv3', conv: 64, kernelSize: 3 },
    { name: 'pool1', pool: 'max', ...HALVING },
    { name: 'conv4', conv: 80 },
    { name: 'conv5', conv: 192, ...VALID },
    { name: 'pool2', pool: 'max', ...HALVING },
  ],
  batchNorm: { epsilon: 1e-3 },
} as const;

const KERAS = {
  ...IMAGENET,
  deviations: [...IMAGENET.deviations, 'batch norms have no gamma'],
  batchNorm: { epsilon: 1e-3, scale: false },
} as const;

const TORCHVISION = {
  ...IMAGENET,
  deviations: [...IMAGENET.deviations, 'average poolings count the padding'],
  countsPadding: true,
} as const;

/** Common practice: weiaicunzai/pytorch-cifar100. */
const CIFAR = {
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  deviations: [
    'a stem that keeps the size until a last convolution without padding',
    'modules A have convolutions of 3x3 behind their poolings',
    'pixels are normalised by channel',
  ],
  stem: [
    { name: 'conv1', conv: 32, kernelSize: 3 },
    { name: 'conv2', conv: 32, kernelSize: 3 },
    { name: 'conv3', conv: 64, kernelSize: 3 },
    { name: 'conv4', conv: 80 },
    { name: 'conv5', conv: 192, ...VALID },
  ],
  batchNorm: { epsilon: 1e-5 },
  kernelSize: 3,
} as const;

const MNIST = { ...CIFAR, inputShape: [28, 28, 1], pixels: PIXELS.mnist } as const;

// prettier-ignore
const VARIANTS: Record<string, InceptionV3> = {
  inception_v3: { ...IMAGENET, params: 23_834_568, macs: 5_713_216_096 },
  inception_v3_aux: { ...IMAGENET, auxiliary: true, params: 27_161_264, macs: 5_718_899_296 },
  inception_v3_keras: { ...KERAS, params: 23_817_352, macs: 5_713_216_096 },
  inception_v3_torchvision: { ...TORCHVISION, params: 23_834_568, macs: 5_713_216_096 },
  inception_v3_torchvision_aux: { ...TORCHVISION, auxiliary: true, params: 27_161_264, macs: 5_718_899_296 },
  inception_v3_mnist: { ...MNIST, params: 22_133_162, macs: 2_494_265_856 },
  inception_v3_cifar: { ...CIFAR, params: 22_133_738, macs: 3_390_527_488 },
  inception_v3_cifar100: { ...CIFAR, classes: 100, params: 22_318_148, macs: 3_390_711_808 },
};

const AUXILIARY_POOL = {
  name: 'aux_pool',
  pool: 'average',
  poolSize: 5,
  strides: 3,
  padding: 'valid',
} as const;
const AUXILIARY_CONV = { name: 'aux_conv2', conv: 768, kernelSize: 5, padding: 'valid' } as const;

function build(variant: InceptionV3, options: BuildOptions & Alpha, name: string): tf.LayersModel {
  const isHelped = variant.auxiliary === true && options.includeTop;
  refuseSmaller(name, options.inputShape, smallest(variant, isHelped));
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const { upTo17x17, behind } = modules(variant, options);
  const middle = through(image, [...stem(variant, options), ...upTo17x17]);
  const classified = top(through(middle, behind), options, () => [
    tf.layers.globalAveragePooling2d({ name: 'pool3' }),
    new Dropout({ name: 'dropout', rate: 0.5 }),
    tf.layers.dense({ name: 'fc', units: options.classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
  const heads = isHelped ? [through(middle, auxiliaryClassifier(variant, options))] : [];
  return tf.model({ inputs: image, outputs: [classified, ...heads], name });
}

/** Both reductions have a window like the first pooling's; the modules between them keep the size. */
function smallest({ stem }: InceptionV3, isHelped: boolean): number {
  const reduction = { name: 'reduction', pool: 'max', ...HALVING } as const;
  const last = isHelped ? [AUXILIARY_POOL, AUXILIARY_CONV] : [reduction];
  return smallestImage([...stem, reduction, ...last].map(windowOf));
}

function stem(variant: InceptionV3, { alpha }: Alpha): tf.layers.Layer[] {
  return variant.stem.flatMap((step) => stepLayers(scaledStep(step, alpha), variant));
}

function modules(
  { countsPadding, kernelSize, batchNorm }: InceptionV3,
  { alpha }: Alpha,
): Record<'upTo17x17' | 'behind', tf.layers.Layer[]> {
  const { A, B, C, D, E } = INCEPTION_V3;
  const block = (name: string, branches: Branch[]) =>
    new InceptionBlock({ name, branches: scaledBranches(branches, alpha), batchNorm });
  return {
    upTo17x17: [
      ...[32, 64, 64].map((project, i) =>
        block(`inception_a${i + 1}`, A(project, { countsPadding, kernelSize })),
      ),
      block('reduction_b', B()),
      ...[128, 160, 160, 192].map((width, i) => block(`inception_c${i + 1}`, C(width, { countsPadding }))),
    ],
    behind: [
      block('reduction_d', D()),
      block('inception_e1', E({ countsPadding })),
      block('inception_e2', E({ countsPadding })),
    ],
  };
}

function auxiliaryClassifier(
  variant: InceptionV3,
  { classes, alpha }: BuildOptions & Alpha,
): tf.layers.Layer[] {
  const steps = [AUXILIARY_POOL, { name: 'aux_conv1', conv: 128 }, AUXILIARY_CONV];
  return [
    ...steps.flatMap((step) => stepLayers(scaledStep<Step>(step, alpha), variant)),
    // 1x1 at 299x299.
    tf.layers.globalAveragePooling2d({ name: 'aux_pool2' }),
    tf.layers.dense({ name: 'aux_fc', units: classes }),
    tf.layers.softmax({ name: 'aux_probabilities' }),
  ];
}

register({ family: 'inception_v3', paper: PAPER, variants: VARIANTS, options: ALPHA, build });
