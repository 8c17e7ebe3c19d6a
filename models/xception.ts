import * as tf from '@tensorflow/tfjs';
import { ALPHA, type Alpha } from '../src/family-option';
import { Dropout } from '../src/layers/dropout';
import { normalisedConvolution } from '../src/layers/normalised-convolution';
import { scaledWidth } from '../src/layers/scaled-width';
import { separableConvolution } from '../src/layers/separable-convolution';
import { through } from '../src/layers/through';
import { XceptionBlock, type XceptionPooling } from '../src/layers/xception-block';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { refuseSmaller } from '../src/layers/smallest-image';
import { PIXELS } from '../src/pixels';
import { top } from '../src/top';

/** Xception. Chollet 2016, figure 5. */
const PAPER = {
  title: 'Xception: Deep Learning with Depthwise Separable Convolutions',
  authors: 'F. Chollet',
  year: 2016,
  reference: 'arXiv:1610.02357',
};

interface Xception extends VariantFacts {
  stem: keyof typeof STEMS;
  /** Strides of the blocks that widen: three of the entry flow and one of the exit flow. */
  strides: readonly [number, number, number, number];
  poolPadding: XceptionPooling['padding'];
  epsilon: number;
  /** Whether the convolutions on shortcuts have a bias. */
  hasShortcutBias?: true;
}

/** The first of the two convolutions before the blocks, and how both are padded. */
const STEMS = {
  imagenet: { strides: 2, padding: 'valid', smallest: 7 },
  small: { strides: 1, padding: 'around', smallest: 1 },
} as const;

const IMAGENET = {
  inputShape: [299, 299, 3],
  classes: 1000,
  pixels: PIXELS.symmetric,
  deviations: [],
  stem: 'imagenet',
  strides: [2, 2, 2, 2],
  poolPadding: 'same',
  epsilon: 1e-3,
  params: 22_855_952,
  macs: 8_357_403_496,
} as const;

/** As timm's `legacy_xception`. */
const TIMM = {
  ...IMAGENET,
  deviations: ['poolings pad by a pixel on each side'],
  poolPadding: 'around',
  epsilon: 1e-5,
} as const;

/** Common practice, as in weiaicunzai/pytorch-cifar100. */
const SMALL = {
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  deviations: [
    'strides of 1 in the first convolution and in the third block, both first convolutions padded',
    'convolutions on shortcuts have a bias',
    'poolings pad by a pixel on each side',
    'pixels are normalised by channel',
  ],
  stem: 'small',
  strides: [2, 2, 1, 2],
  poolPadding: 'around',
  epsilon: 1e-5,
  hasShortcutBias: true,
} as const;

// prettier-ignore
const VARIANTS: Record<string, Xception> = {
  xception: IMAGENET,
  xception_timm: TIMM,
  xception_mnist: { ...SMALL, inputShape: [28, 28, 1], pixels: PIXELS.mnist, params: 20_829_002, macs: 885_042_184 },
  xception_cifar: { ...SMALL, params: 20_829_578, macs: 1_129_681_408 },
  xception_cifar100: { ...SMALL, classes: 100, params: 21_013_988, macs: 1_129_865_728 },
};

function build(variant: Xception, options: BuildOptions & Alpha, name: string): tf.LayersModel {
  refuseSmaller(name, options.inputShape, STEMS[variant.stem].smallest);
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = through(image, [
    ...stem(variant, options),
    ...blocks(variant, options),
    ...lastConvolutions(variant, options),
  ]);
  const outputs = top(features, options, () => [
    tf.layers.globalAveragePooling2d({ name: 'pool' }),
    new Dropout({ name: 'dropout', rate: 0.5 }),
    tf.layers.dense({ name: 'fc', units: options.classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
  return tf.model({ inputs: image, outputs, name });
}

function stem({ stem, epsilon }: Xception, { alpha }: Alpha): tf.layers.Layer[] {
  const { strides, padding } = STEMS[stem];
  const common = { kernelSize: 3, padding, batchNorm: { epsilon } };
  return [
    ...normalisedConvolution({ ...common, name: 'conv1', filters: scaledWidth(32, alpha), strides }),
    ...normalisedConvolution({ ...common, name: 'conv2', filters: scaledWidth(64, alpha) }),
  ];
}

/** Entry flow, eight times the middle flow, and the block of the exit flow. */
function blocks(variant: Xception, { alpha }: Alpha): tf.layers.Layer[] {
  const { strides, poolPadding: padding, hasShortcutBias: useBias, epsilon } = variant;
  const [first, second, third, last] = strides.map((each) => ({ strides: each, padding }));
  const middle = Array.from({ length: 8 }, () => ({ filters: [728, 728, 728], pooling: undefined }));
  const flows = [
    { filters: [128, 128], pooling: first },
    { filters: [256, 256], pooling: second },
    { filters: [728, 728], pooling: third },
    ...middle,
    { filters: [728, 1024], pooling: last },
  ];
  return flows.map(({ filters, pooling }, i) => {
    const widths = filters.map((each) => scaledWidth(each, alpha));
    const name = `block${i + 1}`;
    return new XceptionBlock({ name, filters: widths, activatesInput: i > 0, pooling, useBias, epsilon });
  });
}

/** The two behind the blocks. */
function lastConvolutions({ epsilon }: Xception, { alpha }: Alpha): tf.layers.Layer[] {
  const common = { kernelSize: 3, batchNorm: { epsilon } };
  return [
    ...separableConvolution({ ...common, name: 'conv3', filters: scaledWidth(1536, alpha) }),
    ...separableConvolution({ ...common, name: 'conv4', filters: scaledWidth(2048, alpha) }),
  ];
}

register({ family: 'xception', paper: PAPER, variants: VARIANTS, options: ALPHA, build });
