import * as tf from '@tensorflow/tfjs';
import { ALPHA, type Alpha } from '../src/family-option';
import { BatchNorm } from '../src/layers/batch-norm';
import { convolution } from '../src/layers/convolution';
import { Dropout } from '../src/layers/dropout';
import { KaimingNormal } from '../src/layers/kaiming-normal';
import { LRN } from '../src/layers/lrn';
import { refuseSmaller } from '../src/layers/smallest-image';
import { through } from '../src/layers/through';
import { scaledWidth } from '../src/layers/scaled-width';
import { PIXELS } from '../src/pixels';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/** VGG nets. Simonyan, Zisserman 2014, table 1: configurations A to E. */
const PAPER = {
  title: 'Very Deep Convolutional Networks for Large-Scale Image Recognition',
  authors: 'K. Simonyan, A. Zisserman',
  year: 2014,
  reference: 'arXiv:1409.1556',
};

interface VGG extends VariantFacts {
  configuration: keyof typeof CONFIGURATIONS;
  /** Units of the fully connected layers before the last. */
  hidden: readonly number[];
  /** Whether a pooling follows the first block, as in the paper; true unless told. */
  poolsFirst?: false;
  /** Local response normalisation behind the first convolution. */
  lrn?: true;
  batchNorm?: true;
}

/** Table 1: the kernel sizes of the convolutions between two poolings. */
const CONFIGURATIONS = {
  A: [[3], [3], [3, 3], [3, 3], [3, 3]],
  B: [
    [3, 3],
    [3, 3],
    [3, 3],
    [3, 3],
    [3, 3],
  ],
  C: [
    [3, 3],
    [3, 3],
    [3, 3, 1],
    [3, 3, 1],
    [3, 3, 1],
  ],
  D: [
    [3, 3],
    [3, 3],
    [3, 3, 3],
    [3, 3, 3],
    [3, 3, 3],
  ],
  E: [
    [3, 3],
    [3, 3],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
  ],
};
const WIDTHS = [64, 128, 256, 512, 512];

const INITIAL = "weights begin as He's";
const NORMALISED = 'batch norm behind each convolution';

const SCALED = 'pixels are divided by their standard deviation';

const IMAGENET = {
  inputShape: [224, 224, 3],
  classes: 1000,
  pixels: { mean: [123.68, 116.779, 103.939], std: [1] },
  deviations: [INITIAL],
  hidden: [4096, 4096],
} as const;

/** As the authors' Caffe models and keras.applications read pixels. */
const KERAS = {
  ...IMAGENET,
  pixels: PIXELS.vgg,
  deviations: [INITIAL, 'pixels are in the order blue, green, red'],
} as const;

const TORCHVISION = {
  ...IMAGENET,
  pixels: PIXELS.imagenet,
  deviations: [INITIAL, SCALED],
} as const;

const TORCHVISION_BN = {
  ...TORCHVISION,
  deviations: [INITIAL, NORMALISED, SCALED],
  batchNorm: true,
} as const;

/** Common practice: the convolutions of the paper, batch norm, and a single fully connected layer on what is 1x1. */
const CIFAR = {
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  deviations: [INITIAL, NORMALISED, 'one fully connected layer', SCALED],
  hidden: [],
  batchNorm: true,
} as const;

/** The same for digits, whose 28 pixels are too few for five poolings. */
const MNIST = {
  ...CIFAR,
  inputShape: [28, 28, 1],
  pixels: PIXELS.mnist,
  deviations: [...CIFAR.deviations, 'no pooling behind the first block'],
  poolsFirst: false,
} as const;

// prettier-ignore
const VARIANTS: Record<string, VGG> = {
  vgg11: { ...IMAGENET, configuration: 'A', params: 132_863_336, macs: 7_609_090_048 },
  vgg11_lrn: { ...IMAGENET, configuration: 'A', lrn: true, params: 132_863_336, macs: 7_609_090_048 },
  vgg13: { ...IMAGENET, configuration: 'B', params: 133_047_848, macs: 11_308_466_176 },
  vgg16_c: { ...IMAGENET, configuration: 'C', params: 133_638_952, macs: 11_770_888_192 },
  vgg16: { ...IMAGENET, configuration: 'D', params: 138_357_544, macs: 15_470_264_320 },
  vgg19: { ...IMAGENET, configuration: 'E', params: 143_667_240, macs: 19_632_062_464 },
  vgg16_keras: { ...KERAS, configuration: 'D', params: 138_357_544, macs: 15_470_264_320 },
  vgg19_keras: { ...KERAS, configuration: 'E', params: 143_667_240, macs: 19_632_062_464 },
  vgg11_torchvision: { ...TORCHVISION, configuration: 'A', params: 132_863_336, macs: 7_609_090_048 },
  vgg13_torchvision: { ...TORCHVISION, configuration: 'B', params: 133_047_848, macs: 11_308_466_176 },
  vgg16_torchvision: { ...TORCHVISION, configuration: 'D', params: 138_357_544, macs: 15_470_264_320 },
  vgg19_torchvision: { ...TORCHVISION, configuration: 'E', params: 143_667_240, macs: 19_632_062_464 },
  vgg11_bn: { ...TORCHVISION_BN, configuration: 'A', params: 132_868_840, macs: 7_609_090_048 },
  vgg13_bn: { ...TORCHVISION_BN, configuration: 'B', params: 133_053_736, macs: 11_308_466_176 },
  vgg16_bn: { ...TORCHVISION_BN, configuration: 'D', params: 138_365_992, macs: 15_470_264_320 },
  vgg19_bn: { ...TORCHVISION_BN, configuration: 'E', params: 143_678_248, macs: 19_632_062_464 },
  vgg11_cifar: { ...CIFAR, configuration: 'A', params: 9_231_114, macs: 152_769_536 },
  vgg13_cifar: { ...CIFAR, configuration: 'B', params: 9_416_010, macs: 228_267_008 },
  vgg16_cifar: { ...CIFAR, configuration: 'D', params: 14_728_266, macs: 313_201_664 },
  vgg16_cifar_fc4096: { ...CIFAR, classes: 100, configuration: 'D', hidden: [4096, 4096], params: 34_015_396, macs: 332_480_512 },
  vgg19_cifar: { ...CIFAR, configuration: 'E', params: 20_040_522, macs: 398_136_320 },
  vgg11_mnist: { ...MNIST, configuration: 'A', params: 9_229_962, macs: 447_543_296 },
  vgg13_mnist: { ...MNIST, configuration: 'B', params: 9_414_858, macs: 592_050_176 },
  vgg16_mnist: { ...MNIST, configuration: 'D', params: 14_727_114, macs: 844_494_848 },
  vgg19_mnist: { ...MNIST, configuration: 'E', params: 20_039_370, macs: 1_096_939_520 },
};

function build(variant: VGG, options: BuildOptions & Alpha, name: string): tf.LayersModel {
  // Each pooling halves it.
  refuseSmaller(name, options.inputShape, variant.poolsFirst === false ? 2 ** 4 : 2 ** 5);
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = through(image, convolutions(variant, options));
  return tf.model({
    inputs: image,
    outputs: top(features, options, () => classifier(variant, options)),
    name,
  });
}

function convolutions(
  { configuration, poolsFirst, lrn, batchNorm }: VGG,
  { alpha }: Alpha,
): tf.layers.Layer[] {
  return CONFIGURATIONS[configuration].flatMap((kernels, block) => [
    ...kernels.flatMap((kernelSize, i) => {
      const position = `${block + 1}_${i + 1}`;
      const filters = scaledWidth(WIDTHS[block] ?? 0, alpha);
      return [
        ...convolution({ name: `conv${position}`, filters, kernelSize, useBias: true }),
        ...(batchNorm ? [new BatchNorm({ name: `bn${position}`, momentum: 0.9, epsilon: 1e-5 })] : []),
        tf.layers.reLU({ name: `relu${position}` }),
        ...(lrn && block === 0 ? [new LRN({ name: `lrn${position}` })] : []),
      ];
    }),
    ...(block === 0 && poolsFirst === false
      ? []
      : [tf.layers.maxPooling2d({ name: `pool${block + 1}`, poolSize: 2 })]),
  ]);
}

function classifier({ hidden }: VGG, { classes, alpha }: BuildOptions & Alpha): tf.layers.Layer[] {
  const number = (i: number) => CONFIGURATIONS.A.length + 1 + i;
  return [
    tf.layers.flatten({ name: 'flatten' }),
    ...hidden.flatMap((units, i) => [
      tf.layers.dense({
        name: `fc${number(i)}`,
        units: scaledWidth(units, alpha),
        kernelInitializer: KaimingNormal.className,
      }),
      tf.layers.reLU({ name: `relu${number(i)}` }),
      new Dropout({ name: `dropout${number(i)}`, rate: 0.5 }),
    ]),
    tf.layers.dense({ name: `fc${number(hidden.length)}`, units: classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ];
}

register({ family: 'vgg', paper: PAPER, variants: VARIANTS, options: ALPHA, build });
