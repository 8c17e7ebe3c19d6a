import * as tf from '@tensorflow/tfjs';
import { BatchNorm } from '../src/layers/batch-norm';
import { convolution } from '../src/layers/convolution';
import { PreactivationBlock } from '../src/layers/preactivation-block';
import { RepeatedResidualBlock } from '../src/layers/repeated-residual-block';
import { ResidualBlock, type BlockConvolution } from '../src/layers/residual-block';
import { through } from '../src/layers/through';
import { PIXELS } from '../src/pixels';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/** Residual networks. He, Zhang, Ren, Sun 2015: table 1 (ImageNet), section 4.2 (CIFAR-10). */
const PAPER = {
  title: 'Deep Residual Learning for Image Recognition',
  authors: 'K. He, X. Zhang, S. Ren, J. Sun',
  year: 2015,
  reference: 'arXiv:1512.03385',
};

interface ResNet extends VariantFacts {
  stem: keyof typeof STEMS;
  block: keyof typeof BLOCKS;
  shortcut: keyof typeof SHORTCUTS;
  /** Of each stage: the filters of its blocks' 3x3 convolutions, and how many blocks it has. */
  widths: readonly number[];
  depths: readonly number[];
  /** Batch norm and ReLU before convolutions; whether the first block's shortcut begins behind them too. */
  preactivation?: { activatesFirstShortcut: boolean };
  /** Whether the blocks of a stage behind its first have the same convolutions, and then the same batch norms. */
  isShared?: true;
  sharesNorms?: true;
  useBias?: true;
  epsilon?: number;
}

const NORMALISED_BY_CHANNEL = 'pixels are normalised by channel; the paper subtracts a mean image';

const IMAGENET = {
  inputShape: [224, 224, 3],
  classes: 1000,
  pixels: PIXELS.imagenet,
  deviations: [NORMALISED_BY_CHANNEL],
  stem: 'imagenet',
  widths: [64, 128, 256, 512],
} as const;

/** As fb.resnet.torch and torchvision stride. */
const V1_5 = {
  ...IMAGENET,
  deviations: [NORMALISED_BY_CHANNEL, 'bottlenecks stride in their 3x3 convolution, not in the first 1x1'],
  block: 'bottleneckV1_5',
} as const;

/** As keras.applications has it. */
const KERAS = {
  ...IMAGENET,
  pixels: PIXELS.vgg,
  deviations: ['pixels are in the order blue, green, red', 'convolutions have a bias'],
  block: 'bottleneck',
  shortcut: 'B',
  useBias: true,
  epsilon: 1.001e-5,
} as const;

/** With pre-activation. */
const IDENTITY_MAPPINGS = {
  title: 'Identity Mappings in Deep Residual Networks',
  authors: 'K. He, X. Zhang, S. Ren, J. Sun',
  year: 2016,
  reference: 'arXiv:1603.05027',
};

/** With weights shared over depth. */
const BRIDGING = {
  title: 'Bridging the Gaps Between Residual Learning, Recurrent Neural Networks and Visual Cortex',
  authors: 'Q. Liao, T. Poggio',
  year: 2016,
  reference: 'arXiv:1604.03640',
};

const CIFAR = {
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  deviations: [NORMALISED_BY_CHANNEL],
  stem: 'cifar',
  block: 'basic',
  widths: [16, 32, 64],
} as const;

/** The nets for CIFAR on digits: sizes 28, 14, 7. */
const MNIST = { inputShape: [28, 28, 1], pixels: PIXELS.mnist } as const;

/** Common practice: the ImageNet nets on small images. They are not the paper's nets for CIFAR. */
const WIDE = {
  ...CIFAR,
  deviations: [NORMALISED_BY_CHANNEL, 'the net for ImageNet with a 3x3 convolution of stride 1 for a stem'],
  block: 'bottleneckV1_5',
  shortcut: 'B',
  widths: IMAGENET.widths,
} as const;

const PREACTIVATED = {
  ...CIFAR,
  paper: IDENTITY_MAPPINGS,
  preactivation: { activatesFirstShortcut: true },
} as const;

/** Blocks of a stage behind its first have the same convolutions: the net unrolled from a recurrent one. */
const SHARED = { ...CIFAR, paper: BRIDGING, shortcut: 'A', isShared: true } as const;

const SHARED_NORMS = { ...SHARED, sharesNorms: true } as const;

// prettier-ignore
const VARIANTS: Record<string, ResNet> = {
  resnet18: { ...IMAGENET, block: 'basic', shortcut: 'B', depths: [2, 2, 2, 2], params: 11_689_512, macs: 1_814_073_344 },
  resnet18_a: { ...IMAGENET, block: 'basic', shortcut: 'A', depths: [2, 2, 2, 2], params: 11_515_688, macs: 1_794_805_760 },
  resnet18_c: { ...IMAGENET, block: 'basic', shortcut: 'C', depths: [2, 2, 2, 2], params: 12_043_816, macs: 1_878_298_624 },
  plain18: { ...IMAGENET, block: 'basic', shortcut: 'none', depths: [2, 2, 2, 2], params: 11_515_688, macs: 1_794_805_760 },
  resnet34: { ...IMAGENET, block: 'basic', shortcut: 'B', depths: [3, 4, 6, 3], params: 21_797_672, macs: 3_663_761_408 },
  resnet34_a: { ...IMAGENET, block: 'basic', shortcut: 'A', depths: [3, 4, 6, 3], params: 21_623_848, macs: 3_644_493_824 },
  resnet34_c: { ...IMAGENET, block: 'basic', shortcut: 'C', depths: [3, 4, 6, 3], params: 22_716_840, macs: 3_830_747_136 },
  plain34: { ...IMAGENET, block: 'basic', shortcut: 'none', depths: [3, 4, 6, 3], params: 21_623_848, macs: 3_644_493_824 },
  resnet50: { ...IMAGENET, block: 'bottleneck', shortcut: 'B', depths: [3, 4, 6, 3], params: 25_557_032, macs: 3_857_973_248 },
  resnet101: { ...IMAGENET, block: 'bottleneck', shortcut: 'B', depths: [3, 4, 23, 3], params: 44_549_160, macs: 7_570_194_432 },
  resnet152: { ...IMAGENET, block: 'bottleneck', shortcut: 'B', depths: [3, 8, 36, 3], params: 60_192_808, macs: 11_282_415_616 },
  resnet50_v1_5: { ...V1_5, shortcut: 'B', depths: [3, 4, 6, 3], params: 25_557_032, macs: 4_089_184_256 },
  resnet101_v1_5: { ...V1_5, shortcut: 'B', depths: [3, 4, 23, 3], params: 44_549_160, macs: 7_801_405_440 },
  resnet152_v1_5: { ...V1_5, shortcut: 'B', depths: [3, 8, 36, 3], params: 60_192_808, macs: 11_513_626_624 },
  resnet50_keras: { ...KERAS, depths: [3, 4, 6, 3], params: 25_583_592, macs: 3_857_973_248 },
  resnet101_keras: { ...KERAS, depths: [3, 4, 23, 3], params: 44_601_832, macs: 7_570_194_432 },
  resnet152_keras: { ...KERAS, depths: [3, 8, 36, 3], params: 60_268_520, macs: 11_282_415_616 },
  resnet20: { ...CIFAR, shortcut: 'A', depths: [3, 3, 3], params: 269_722, macs: 40_551_040 },
  resnet32: { ...CIFAR, shortcut: 'A', depths: [5, 5, 5], params: 464_154, macs: 68_862_592 },
  resnet44: { ...CIFAR, shortcut: 'A', depths: [7, 7, 7], params: 658_586, macs: 97_174_144 },
  resnet56: { ...CIFAR, shortcut: 'A', depths: [9, 9, 9], params: 853_018, macs: 125_485_696 },
  resnet110: { ...CIFAR, shortcut: 'A', depths: [18, 18, 18], params: 1_727_962, macs: 252_887_680 },
  resnet1202: { ...CIFAR, shortcut: 'A', depths: [200, 200, 200], params: 19_421_274, macs: 2_829_238_912 },
  /** As in akamaster/pytorch_resnet_cifar10. */
  resnet20_around: { ...CIFAR, shortcut: 'A, zeros around', depths: [3, 3, 3], params: 269_722, macs: 40_551_040 },
  resnet20_b: { ...CIFAR, shortcut: 'B', depths: [3, 3, 3], params: 272_474, macs: 40_813_184 },
  resnet32_b: { ...CIFAR, shortcut: 'B', depths: [5, 5, 5], params: 466_906, macs: 69_124_736 },
  resnet44_b: { ...CIFAR, shortcut: 'B', depths: [7, 7, 7], params: 661_338, macs: 97_436_288 },
  resnet56_b: { ...CIFAR, shortcut: 'B', depths: [9, 9, 9], params: 855_770, macs: 125_747_840 },
  resnet110_b: { ...CIFAR, shortcut: 'B', depths: [18, 18, 18], params: 1_730_714, macs: 253_149_824 },
  resnet1202_b: { ...CIFAR, shortcut: 'B', depths: [200, 200, 200], params: 19_424_026, macs: 2_829_501_056 },
  resnet18_wide: { ...WIDE, block: 'basic', depths: [2, 2, 2, 2], params: 11_173_962, macs: 555_422_720 },
  resnet34_wide: { ...WIDE, block: 'basic', depths: [3, 4, 6, 3], params: 21_282_122, macs: 1_159_402_496 },
  resnet50_wide: { ...WIDE, depths: [3, 4, 6, 3], params: 23_520_842, macs: 1_297_829_888 },
  resnet101_wide: { ...WIDE, depths: [3, 4, 23, 3], params: 42_512_970, macs: 2_509_983_744 },
  resnet152_wide: { ...WIDE, depths: [3, 8, 36, 3], params: 58_156_618, macs: 3_722_137_600 },
  preact_resnet20: { ...PREACTIVATED, shortcut: 'A', depths: [3, 3, 3], params: 269_722, macs: 40_551_040 },
  preact_resnet20_b: { ...PREACTIVATED, shortcut: 'B without batch norm', depths: [3, 3, 3], params: 272_282, macs: 40_813_184 },
  preact_resnet20_b_bn: { ...PREACTIVATED, shortcut: 'B', depths: [3, 3, 3], params: 272_474, macs: 40_813_184 },
  /** As in kuangliu/pytorch-cifar. */
  preact_resnet20_b_raw: { ...PREACTIVATED, preactivation: { activatesFirstShortcut: false }, shortcut: 'B without batch norm', depths: [3, 3, 3], params: 272_282, macs: 40_813_184 },
  preact_resnet110: { ...PREACTIVATED, shortcut: 'A', depths: [18, 18, 18], params: 1_727_962, macs: 252_887_680 },
  preact_resnet164: { ...PREACTIVATED, block: 'bottleneck', shortcut: 'B without batch norm', depths: [18, 18, 18], params: 1_703_258, macs: 244_500_992 },
  preact_resnet1001: { ...PREACTIVATED, block: 'bottleneck', shortcut: 'B without batch norm', depths: [111, 111, 111], params: 10_327_706, macs: 1_487_849_984 },
  /** As in osmr/imgclsmob. */
  preact_resnet164_bn: { ...PREACTIVATED, block: 'bottleneck', shortcut: 'B', depths: [18, 18, 18], params: 1_704_154, macs: 244_500_992 },
  preact_resnet1001_bn: { ...PREACTIVATED, block: 'bottleneck', shortcut: 'B', depths: [111, 111, 111], params: 10_328_602, macs: 1_487_849_984 },
  resnet20_shared: { ...SHARED, depths: [3, 3, 3], params: 172_954, macs: 40_551_040 },
  resnet56_shared: { ...SHARED, depths: [9, 9, 9], params: 175_642, macs: 125_485_696 },
  resnet110_shared: { ...SHARED, depths: [18, 18, 18], params: 179_674, macs: 252_887_680 },
  resnet20_shared_norms: { ...SHARED_NORMS, depths: [3, 3, 3], params: 172_506, macs: 40_551_040 },
  resnet56_shared_norms: { ...SHARED_NORMS, depths: [9, 9, 9], params: 172_506, macs: 125_485_696 },
  resnet110_shared_norms: { ...SHARED_NORMS, depths: [18, 18, 18], params: 172_506, macs: 252_887_680 },
  resnet20_mnist: { ...CIFAR, ...MNIST, shortcut: 'A', depths: [3, 3, 3], params: 269_434, macs: 30_821_248 },
  preact_resnet20_mnist: { ...PREACTIVATED, ...MNIST, shortcut: 'A', depths: [3, 3, 3], params: 269_434, macs: 30_821_248 },
};

/** What stands before the first block; its filters are the first stage's. */
const STEMS = {
  imagenet: { kernelSize: 7, strides: 2, isPooled: true },
  cifar: { kernelSize: 3, strides: 1, isPooled: false },
};

/** The convolutions of a block by the filters of its 3x3, and which of them has the block's stride. */
const BLOCKS = {
  basic: (filters: number, strides: number): BlockConvolution[] => [
    { kernelSize: 3, filters, strides },
    { kernelSize: 3, filters, strides: 1 },
  ],
  bottleneck: (filters: number, strides: number): BlockConvolution[] => [
    { kernelSize: 1, filters, strides },
    { kernelSize: 3, filters, strides: 1 },
    { kernelSize: 1, filters: 4 * filters, strides: 1 },
  ],
  bottleneckV1_5: (filters: number, strides: number): BlockConvolution[] => [
    { kernelSize: 1, filters, strides: 1 },
    { kernelSize: 3, filters, strides },
    { kernelSize: 1, filters: 4 * filters, strides: 1 },
  ],
};

/** Section 3.3 and table 3: the shortcuts of blocks that change the shape and of those that keep it. */
const SHORTCUTS = {
  A: ['pad', 'identity'],
  'A, zeros around': ['padAround', 'identity'],
  B: ['projection', 'identity'],
  'B without batch norm': ['bareProjection', 'identity'],
  C: ['projection', 'projection'],
  none: ['none', 'none'],
} as const;

function build(variant: ResNet, options: BuildOptions, name: string): tf.LayersModel {
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = through(image, [...stem(variant), ...blocks(variant)]);
  const outputs = top(features, options, () => [
    tf.layers.globalAveragePooling2d({ name: 'pool' }),
    tf.layers.dense({ name: 'fc', units: options.classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
  return tf.model({ inputs: image, outputs, name });
}

function stem({ stem, widths, preactivation, useBias, epsilon }: ResNet): tf.layers.Layer[] {
  const { kernelSize, strides, isPooled } = STEMS[stem];
  const [filters = 0] = widths;
  return [
    ...convolution({ name: 'conv1', filters, kernelSize, strides, useBias }),
    ...(preactivation ? [] : activation('1', epsilon)),
    ...(isPooled ? pool() : []),
  ];
}

/** The zeros around never win: what is pooled has passed a ReLU. */
function pool(): tf.layers.Layer[] {
  return [
    tf.layers.zeroPadding2d({ name: 'pool1_pad', padding: 1 }),
    tf.layers.maxPooling2d({ name: 'pool1', poolSize: 3, strides: 2 }),
  ];
}

function blocks(variant: ResNet): tf.layers.Layer[] {
  const { widths, depths, preactivation, isShared, sharesNorms = false, epsilon } = variant;
  const layers = depths.flatMap((depth, stage) => {
    if (!isShared) return Array.from({ length: depth }, (_, i) => block(variant, stage, i));
    const convolutions = BLOCKS[variant.block](widths[stage] ?? 0, 1);
    const name = `stage${stage + 1}_repeated`;
    return [
      block(variant, stage, 0),
      new RepeatedResidualBlock({ name, convolutions, repeats: depth - 1, sharesNorms, epsilon }),
    ];
  });
  return preactivation ? [...layers, ...activation('', epsilon)] : layers;
}

/** Block `i` of a stage, both counted from 0. */
function block(variant: ResNet, stage: number, i: number): tf.layers.Layer {
  const { widths, preactivation, useBias, epsilon } = variant;
  const strides = stage > 0 && i === 0 ? 2 : 1;
  const convolutions = BLOCKS[variant.block](widths[stage] ?? 0, strides);
  const isFirst = stage === 0 && i === 0;
  const isWidening = i === 0 && (!isFirst || convolutions.at(-1)?.filters !== widths[0]);
  const [changing, keeping] = SHORTCUTS[variant.shortcut];
  const args = {
    name: `stage${stage + 1}_block${i + 1}`,
    convolutions,
    shortcut: isWidening ? changing : keeping,
    useBias,
    epsilon,
  };
  if (preactivation === undefined) return new ResidualBlock(args);
  const activatedShortcut = isFirst ? preactivation.activatesFirstShortcut : isWidening;
  return new PreactivationBlock({ ...args, activatedShortcut });
}

function activation(suffix: string, epsilon = 1e-5): tf.layers.Layer[] {
  return [
    new BatchNorm({ name: `bn${suffix}`, momentum: 0.9, epsilon }),
    tf.layers.reLU({ name: `relu${suffix}` }),
  ];
}

register({ family: 'resnet', paper: PAPER, variants: VARIANTS, build });
