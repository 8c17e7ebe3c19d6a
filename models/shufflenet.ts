import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../src/errors';
import { flag, positive, type Alpha } from '../src/family-option';
import { normalisedConvolution } from '../src/layers/normalised-convolution';
import { PaddedMaxPooling2D } from '../src/layers/padded-pooling';
import { ShuffleUnit } from '../src/layers/shuffle-unit';
import { through } from '../src/layers/through';
import { PIXELS } from '../src/pixels';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/** ShuffleNets, the first of them. Zhang, Zhou, Lin, Sun 2017: table 1 the nets, figure 2 their units. */
const PAPER = {
  title: 'ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices',
  authors: 'X. Zhang, X. Zhou, M. Lin, J. Sun',
  year: 2017,
  reference: 'arXiv:1707.01083',
};

interface ShuffleNet extends VariantFacts {
  groups: keyof typeof WIDTHS;
  /** The scale of the stages' widths, unless told. */
  alpha: number;
  /** Filters of the first convolution, which are not scaled. */
  stem: number;
  /** For small images: the first convolution has a stride of 1, and no pooling stands behind it. */
  isSmall?: true;
  /** Units (a) of figure 2 for (b). */
  isBottleneck?: true;
  /** Of the first 1x1 convolution of all; 1 unless told. */
  firstGroups?: number;
  /** Whether the averages of shortcuts count the padding; true unless told. */
  countsPadding?: false;
  useBias?: true;
}

/** Table 1: the widths of stages 2 to 4 by groups, and how many units they have. */
const WIDTHS = {
  1: [144, 288, 576],
  2: [200, 400, 800],
  3: [240, 480, 960],
  4: [272, 544, 1088],
  8: [384, 768, 1536],
} as const;
const UNITS = [4, 8, 4];

const INITIAL = "weights begin as He's";
const ROUNDED = 'widths are rounded up to a multiple of four times the groups; the paper does not say how';

const IMAGENET = {
  inputShape: [224, 224, 3],
  classes: 1000,
  pixels: PIXELS.imagenet,
  deviations: [INITIAL],
  alpha: 1,
  // The widths that give the multiply-adds of tables 1 to 4.
  stem: 24,
} as const;

const HALF = { ...IMAGENET, alpha: 0.5, stem: 12 } as const;
const QUARTER = { ...IMAGENET, alpha: 0.25, stem: 12 } as const;

/** Common practice: the net for ImageNet with an end of 4x4. */
const CIFAR = {
  ...IMAGENET,
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  deviations: [INITIAL, 'the first convolution has a stride of 1, and no pooling stands behind it'],
  groups: 3,
  isSmall: true,
} as const;

// prettier-ignore
const VARIANTS: Record<string, ShuffleNet> = {
  shufflenet_g1: { ...IMAGENET, groups: 1, params: 1_531_936, macs: 143_078_976 },
  shufflenet_g2: { ...IMAGENET, groups: 2, params: 1_733_848, macs: 140_836_512 },
  shufflenet_g3: { ...IMAGENET, groups: 3, params: 1_865_728, macs: 137_460_672 },
  shufflenet_g4: { ...IMAGENET, groups: 4, params: 1_968_344, macs: 134_339_776 },
  shufflenet_g8: { ...IMAGENET, groups: 8, params: 2_434_768, macs: 138_365_952 },
  shufflenet_g1_050: { ...HALF, groups: 1, params: 534_484, macs: 38_517_408 },
  shufflenet_g2_050: { ...HALF, groups: 2, deviations: [INITIAL, ROUNDED], params: 644_320, macs: 38_914_784 },
  shufflenet_g3_050: { ...HALF, groups: 3, params: 718_324, macs: 37_589_856 },
  shufflenet_g4_050: { ...HALF, groups: 4, deviations: [INITIAL, ROUNDED], params: 778_592, macs: 37_943_936 },
  shufflenet_g8_050: { ...HALF, groups: 8, stem: 16, params: 1_011_448, macs: 40_469_760 },
  shufflenet_g1_025: { ...QUARTER, groups: 1, params: 209_908, macs: 13_162_320 },
  shufflenet_g2_025: { ...QUARTER, groups: 2, deviations: [INITIAL, ROUNDED], params: 268_856, macs: 14_226_936 },
  shufflenet_g3_025: { ...QUARTER, groups: 3, params: 306_124, macs: 13_300_656 },
  shufflenet_g4_025: { ...QUARTER, groups: 4, deviations: [INITIAL, ROUNDED], params: 341_104, macs: 14_609_008 },
  shufflenet_g8_025: { ...QUARTER, groups: 8, stem: 16, params: 454_888, macs: 15_719_040 },
  shufflenet_g3_150: { ...IMAGENET, groups: 3, alpha: 1.5, params: 3_442_168, macs: 292_443_552 },
  shufflenet_g3_200: { ...IMAGENET, groups: 3, alpha: 2, stem: 48, params: 5_450_776, macs: 524_045_184 },
  shufflenet_bottleneck: { ...IMAGENET, groups: 1, isBottleneck: true, params: 1_531_936, macs: 143_078_976 },
  shufflenet_g3_uncounted: { ...IMAGENET, groups: 3, countsPadding: false, params: 1_865_728, macs: 137_460_672 },
  shufflenet_cifar: { ...CIFAR, params: 914_338, macs: 42_590_592 },
  /** As in weiaicunzai/pytorch-cifar100. */
  shufflenet_cifar100: { ...CIFAR, classes: 100, firstGroups: 3, useBias: true, params: 1_012_108, macs: 41_693_952 },
  shufflenet_mnist: { ...CIFAR, inputShape: [28, 28, 1], pixels: PIXELS.mnist, alpha: 0.5, stem: 12, params: 241_918, macs: 8_835_072 },
};

/** Options that the family has beyond those that all have. */
export interface ShuffleNetOptions extends Partial<Alpha> {
  /** Whether channels are shuffled between the groups; true unless told. */
  shuffle?: boolean;
}

function build(variant: ShuffleNet, options: BuildOptions & ShuffleNetOptions, name: string): tf.LayersModel {
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = through(image, [...stem(variant), ...units(variant, options, name)]);
  const outputs = top(features, options, () => [
    tf.layers.globalAveragePooling2d({ name: 'pool' }),
    tf.layers.dense({ name: 'fc', units: options.classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
  return tf.model({ inputs: image, outputs, name });
}

function stem({ stem: filters, isSmall, useBias }: ShuffleNet): tf.layers.Layer[] {
  const strides = isSmall ? 1 : 2;
  const batchNorm = { epsilon: 1e-5 };
  return [
    ...normalisedConvolution({ name: 'stem', filters, kernelSize: 3, strides, useBias, batchNorm }),
    ...(isSmall ? [] : [new PaddedMaxPooling2D({ name: 'pool1', poolSize: 3, strides: 2, padding: 1 })]),
  ];
}

function units(variant: ShuffleNet, options: ShuffleNetOptions, name: string): tf.layers.Layer[] {
  const { groups, isBottleneck, countsPadding, useBias, firstGroups = 1 } = variant;
  const { alpha = variant.alpha, shuffle = !isBottleneck } = options;
  const widths = WIDTHS[groups].map((width) => scaled(width, alpha, groups));
  const [narrowest = 0] = widths;
  if (narrowest <= variant.stem) {
    throw new ConvzooError(
      `${name}: alpha must leave more than the first convolution's ${variant.stem} channels, ` +
        `${alpha} leaves ${narrowest}`,
    );
  }
  return widths.flatMap((filters, stage) =>
    Array.from({ length: UNITS[stage] ?? 0 }, (_, i) => {
      return new ShuffleUnit({
        name: `stage${stage + 2}_unit${i + 1}`,
        filters,
        groups,
        firstGroups: stage === 0 && i === 0 ? firstGroups : groups,
        strides: i === 0 ? 2 : 1,
        shuffle,
        activatesDepthwise: isBottleneck,
        countsPadding,
        useBias,
      });
    }),
  );
}

/** A quarter of it must split into the groups. */
function scaled(width: number, alpha: number, groups: number): number {
  return Math.ceil((width * alpha) / (4 * groups)) * 4 * groups;
}

register<ShuffleNet, ShuffleNetOptions>({
  family: 'shufflenet',
  paper: PAPER,
  variants: VARIANTS,
  options: { alpha: positive(undefined), shuffle: flag(undefined) },
  build,
});
