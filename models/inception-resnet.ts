import * as tf from '@tensorflow/tfjs';
import { ALPHA, type Alpha } from '../src/family-option';
import { Dropout } from '../src/layers/dropout';
import { InceptionBlock, scaledBranches, type Branch } from '../src/layers/inception-block';
import { INCEPTION_RESNET_V1, INCEPTION_RESNET_V2 } from '../src/layers/inception-v4-branches';
import {
  STEM_WINDOWS,
  stemLayers,
  stemReleased,
  stemResnetV1,
  stemV4,
  type StemWindow,
} from '../src/layers/inception-v4-stem';
import { normalisedConvolution } from '../src/layers/normalised-convolution';
import { ResidualInceptionBlock } from '../src/layers/residual-inception-block';
import { scaledWidth } from '../src/layers/scaled-width';
import { refuseSmaller } from '../src/layers/smallest-image';
import { through } from '../src/layers/through';
import { PIXELS } from '../src/pixels';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/** Inception-ResNets. Szegedy, Ioffe, Vanhoucke, Alemi 2016: figures 10 to 20. */
const PAPER = {
  title: 'Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning',
  authors: 'C. Szegedy, S. Ioffe, V. Vanhoucke, A. Alemi',
  year: 2016,
  reference: 'arXiv:1602.07261',
};

interface InceptionResNet extends VariantFacts {
  window: keyof typeof STEM_WINDOWS;
  stem: keyof typeof STEMS;
  modules: keyof typeof MODULES;
  /** Blocks A, B and C: how many, what their branches are multiplied by, and the filters where shortcuts are projected. */
  depths: readonly [number, number, number];
  scales: readonly [number, number, number];
  projections?: readonly [number, number, number];
  /** A block C without scale and ReLU at the end, and a 1x1 convolution with that many filters. */
  lastFilters?: number;
  /** Height and width that leave a pixel at the end. */
  smallest: number;
  /** Of the batch norms. */
  batchNorm: { epsilon: number; scale?: boolean };
}

const STEMS = {
  v1: stemResnetV1,
  v2: (window: StemWindow) => stemV4(window),
  released: stemReleased,
};

const MODULES = { v1: INCEPTION_RESNET_V1, v2: INCEPTION_RESNET_V2 };

const SCALES = [0.17, 0.1, 0.2] as const;

const IMAGENET = {
  inputShape: [299, 299, 3],
  classes: 1000,
  pixels: PIXELS.symmetric,
  // The paper scales by 0.1 to 0.3.
  deviations: [],
  window: 'imagenet',
  depths: [5, 10, 5],
  scales: SCALES,
  smallest: 75,
  batchNorm: { epsilon: 1e-3 },
} as const;

const V1 = { ...IMAGENET, stem: 'v1', modules: 'v1', params: 22_756_328, macs: 6_206_361_696 } as const;

/** As in TensorFlow's slim and in timm. */
const RELEASED = {
  ...IMAGENET,
  deviations: [
    'the released net: the stem of Inception-v3, 10, 20 and 10 blocks, a 1x1 convolution at the end',
  ],
  stem: 'released',
  modules: 'v2',
  depths: [10, 20, 9],
  lastFilters: 1536,
  macs: 13_155_794_016,
} as const;

const SMALL = {
  ...IMAGENET,
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  deviations: [
    'strides of 1 in the stem, whose convolutions behind the first are padded',
    'pixels are normalised by channel',
  ],
  window: 'small',
  smallest: 9,
} as const;

const DIGITS = { ...SMALL, inputShape: [28, 28, 1], pixels: PIXELS.mnist } as const;

/** Common practice, as in weiaicunzai/pytorch-cifar100. */
const PRACTICE = {
  ...SMALL,
  classes: 100,
  deviations: [
    ...SMALL.deviations,
    'shortcuts are 1x1 convolutions, and batch norm follows the sums',
    'blocks A are not scaled',
    'blocks B have 1154 channels, blocks C 2048',
  ],
  stem: 'v2',
  modules: 'v2',
  scales: [1, 0.1, 0.1],
  projections: [384, 1154, 2048],
  batchNorm: { epsilon: 1e-5 },
} as const;

// prettier-ignore
const VARIANTS: Record<string, InceptionResNet> = {
  inception_resnet_v1: V1,
  inception_resnet_v1_unscaled: { ...V1, scales: [1, 1, 1], deviations: ['blocks are not scaled'] },
  inception_resnet_v2: { ...IMAGENET, stem: 'v2', modules: 'v2', params: 32_433_928, macs: 9_257_953_632 },
  inception_resnet_v2_released: { ...RELEASED, params: 55_843_464 },
  inception_resnet_v2_keras: { ...RELEASED, deviations: [...RELEASED.deviations, 'batch norms have no gamma'], batchNorm: { epsilon: 1e-3, scale: false }, params: 55_813_192 },
  inception_resnet_v1_mnist: { ...DIGITS, stem: 'v1', modules: 'v1', params: 20_980_682, macs: 2_549_268_096 },
  inception_resnet_v2_mnist: { ...DIGITS, stem: 'v2', modules: 'v2', params: 30_309_802, macs: 3_880_627_264 },
  inception_resnet_v1_cifar: { ...SMALL, stem: 'v1', modules: 'v1', params: 20_981_258, macs: 3_462_448_000 },
  inception_resnet_v2_cifar: { ...SMALL, stem: 'v2', modules: 'v2', params: 30_310_378, macs: 5_268_003_136 },
  inception_resnet_v2_cifar100: { ...PRACTICE, params: 65_442_072, macs: 9_293_562_640 },
};

function build(variant: InceptionResNet, options: BuildOptions & Alpha, name: string): tf.LayersModel {
  const { window, stem, smallest, batchNorm } = variant;
  refuseSmaller(name, options.inputShape, smallest);
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = through(image, [
    ...stemLayers(STEMS[stem](STEM_WINDOWS[window]), { batchNorm }, options.alpha),
    ...modules(variant, options),
    ...ending(variant, options),
  ]);
  const outputs = top(features, options, () => [
    tf.layers.globalAveragePooling2d({ name: 'pool' }),
    new Dropout({ name: 'dropout', rate: 0.2 }),
    tf.layers.dense({ name: 'fc', units: options.classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
  return tf.model({ inputs: image, outputs, name });
}

function modules(variant: InceptionResNet, { alpha }: Alpha): tf.layers.Layer[] {
  const { depths, scales, projections, batchNorm } = variant;
  const { A, reductionA, B, reductionB, C } = MODULES[variant.modules];
  const reduction = (name: string, branches: readonly Branch[]) =>
    new InceptionBlock({ name, branches: scaledBranches(branches, alpha), batchNorm });
  const repeated = (letter: string, branches: readonly Branch[], i: 0 | 1 | 2) =>
    Array.from({ length: depths[i] }, (_, block) => {
      return new ResidualInceptionBlock({
        name: `block_${letter}${block + 1}`,
        branches: scaledBranches(branches, alpha),
        batchNorm,
        scale: scales[i],
        ...(projections && { projection: scaledWidth(projections[i], alpha) }),
      });
    });
  return [
    ...repeated('a', A, 0),
    reduction('reduction_a', reductionA),
    ...repeated('b', B, 1),
    reduction('reduction_b', reductionB),
    ...repeated('c', C, 2),
  ];
}

function ending(variant: InceptionResNet, { alpha }: Alpha): tf.layers.Layer[] {
  const { lastFilters, depths, batchNorm } = variant;
  if (lastFilters === undefined) return [];
  const branches = scaledBranches(MODULES[variant.modules].C, alpha);
  const name = `block_c${depths[2] + 1}`;
  return [
    new ResidualInceptionBlock({ name, branches, batchNorm, isActivated: false }),
    ...normalisedConvolution({
      name: 'conv7',
      filters: scaledWidth(lastFilters, alpha),
      kernelSize: 1,
      batchNorm,
    }),
  ];
}

register({ family: 'inception_resnet', paper: PAPER, variants: VARIANTS, options: ALPHA, build });
