import * as tf from '@tensorflow/tfjs';
import { between, positive, whole, type OptionTable } from '../src/family-option';
import { activatedConvolution } from '../src/layers/activated-convolution';
import { convolution } from '../src/layers/convolution';
import { Dropout } from '../src/layers/dropout';
import { Fire, type Bypass } from '../src/layers/fire';
import { PaddedMaxPooling2D } from '../src/layers/padded-pooling';
import { scaledWidth } from '../src/layers/scaled-width';
import { through } from '../src/layers/through';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { refuseSmaller, smallestImage } from '../src/layers/smallest-image';
import { PIXELS } from '../src/pixels';
import { top } from '../src/top';

/**
 * SqueezeNet. Iandola et al. 2016: table 1, the design space of section 5, bypasses of section 6. Numbers as there:
 * `conv1`, `fire2` to `fire9`, `conv10`.
 */
const PAPER = {
  title: 'SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size',
  authors: 'F. N. Iandola, S. Han, M. W. Moskewicz, K. Ashraf, W. J. Dally, K. Keutzer',
  year: 2016,
  reference: 'arXiv:1602.07360',
};

interface SqueezeNet extends VariantFacts {
  stem: keyof typeof STEMS;
  /** Layers that a max pooling of stride 2 stands behind, and pixels on a side of its windows. */
  pooledLayers: readonly number[];
  poolSize: number;
  bypass?: Bypass;
  batchNorm?: true;
  /** Rows and columns of zeros around what the last convolution sees. */
  lastPadding?: number;
  /** Without dropout before the last convolution and ReLU behind it. */
  isBare?: true;
}

/** The first convolution. */
const STEMS = {
  paper: { filters: 96, kernelSize: 7, strides: 2, padding: 'valid' },
  later: { filters: 64, kernelSize: 3, strides: 2, padding: 'valid' },
  small: { filters: 96, kernelSize: 3, strides: 1, padding: 'around' },
} as const;

const FIRES = 8;

/** Section 5.1: the widths of the fire modules, which are the paper's unless told. */
export interface SqueezeNetOptions {
  /** Filters of the first module's two expanding convolutions together. */
  base: number;
  /** How many more they are after every `freq` modules. */
  incr: number;
  freq: number;
  /** The share of them that is 3x3. */
  pct3x3: number;
  /** Squeeze ratio: filters of the squeezing convolution, as a share of the same. */
  sr: number;
}

const OPTIONS: OptionTable<SqueezeNetOptions> = {
  base: whole(2, 128),
  incr: whole(0, 128),
  freq: whole(1, 2),
  pct3x3: between(0.01, 0.99, 0.5),
  sr: positive(0.125),
};

const INITIAL = "weights begin as He's";

const IMAGENET = {
  inputShape: [224, 224, 3],
  classes: 1000,
  pixels: PIXELS.caffe,
  deviations: [INITIAL],
  stem: 'paper',
  pooledLayers: [1, 4, 8],
  poolSize: 3,
} as const;

/** The size of the images that the authors trained on. */
const CROPPED = { ...IMAGENET, inputShape: [227, 227, 3] } as const;

/** Common practice: three halvings behind a first convolution of stride 1. */
const CIFAR = {
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  deviations: [
    INITIAL,
    'the first convolution is 3x3 of stride 1, poolings are 2x2',
    'neither dropout nor a ReLU behind the last convolution',
    'pixels are divided by their standard deviation',
  ],
  stem: 'small',
  pooledLayers: [1, 4, 8],
  poolSize: 2,
  isBare: true,
} as const;

const NORMALISED = {
  ...CIFAR,
  deviations: [...CIFAR.deviations, 'batch norm behind each convolution but the last'],
  batchNorm: true,
} as const;

// prettier-ignore
const VARIANTS: Record<string, SqueezeNet> = {
  squeezenet1_0: { ...IMAGENET, params: 1_248_424, macs: 818_924_576 },
  /** As in the authors' file for Caffe. */
  squeezenet1_0_caffe: { ...CROPPED, lastPadding: 1, params: 1_248_424, macs: 861_339_936 },
  squeezenet1_0_simple: { ...CROPPED, bypass: 'simple', params: 1_248_424, macs: 832_667_936 },
  squeezenet1_0_complex: { ...CROPPED, bypass: 'complex', params: 1_589_672, macs: 1_183_953_184 },
  squeezenet1_1: { ...IMAGENET, stem: 'later', pooledLayers: [1, 3, 5], deviations: [INITIAL, "the authors' later version: a narrower first convolution of 3x3, earlier poolings"], params: 1_235_496, macs: 349_151_936 },
  squeezenet_mnist: { ...NORMALISED, inputShape: [28, 28, 1], pixels: PIXELS.mnist, params: 733_258, macs: 39_630_336 },
  squeezenet_cifar: { ...NORMALISED, params: 734_986, macs: 52_543_488 },
  squeezenet_cifar_simple: { ...NORMALISED, bypass: 'simple', params: 734_986, macs: 52_543_488 },
  squeezenet_cifar_plain: { ...CIFAR, params: 729_034, macs: 52_543_488 },
  squeezenet_cifar100: { ...NORMALISED, classes: 100, params: 781_156, macs: 53_280_768 },
};

function build(variant: SqueezeNet, options: BuildOptions & SqueezeNetOptions, name: string): tf.LayersModel {
  const { kernelSize: size, strides, padding } = STEMS[variant.stem];
  const pools = variant.pooledLayers.map(() => ({ size: variant.poolSize, strides: 2, ceil: true }));
  const first = { size, strides, padding: padding === 'around' ? size >> 1 : 0 };
  refuseSmaller(name, options.inputShape, smallestImage([first, ...pools]));
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = through(image, [...stem(variant), ...fires(variant, options)]);
  const outputs = top(features, options, () => classifier(variant, options));
  return tf.model({ inputs: image, outputs, name });
}

function stem(variant: SqueezeNet): tf.layers.Layer[] {
  const { batchNorm } = variant;
  return [...activatedConvolution({ ...STEMS[variant.stem], name: 'conv1', batchNorm }), ...pool(variant, 1)];
}

function fires(variant: SqueezeNet, options: SqueezeNetOptions): tf.layers.Layer[] {
  const { bypass, batchNorm } = variant;
  return Array.from({ length: FIRES }, (_, i) => [
    new Fire({ name: `fire${i + 2}`, ...widths(i, options), bypass, batchNorm }),
    ...pool(variant, i + 2),
  ]).flat();
}

/** Section 5.1, of the module `i` counted from 0. */
function widths(i: number, { base, incr, freq, pct3x3, sr }: SqueezeNetOptions) {
  const expand = base + incr * Math.floor(i / freq);
  const expand3x3 = Math.min(scaledWidth(expand, pct3x3), expand - 1);
  return { squeeze: scaledWidth(expand, sr), expand1x1: expand - expand3x3, expand3x3 };
}

/** The pooling behind the layer of that number, where there is one. */
function pool({ pooledLayers, poolSize }: SqueezeNet, number: number): tf.layers.Layer[] {
  if (!pooledLayers.includes(number)) return [];
  return [new PaddedMaxPooling2D({ name: `pool${number}`, poolSize, strides: 2, ceil: true })];
}

function classifier({ lastPadding, isBare }: SqueezeNet, { classes }: BuildOptions): tf.layers.Layer[] {
  const zeros = lastPadding && tf.layers.zeroPadding2d({ name: 'conv10_pad', padding: lastPadding });
  return [
    ...(isBare ? [] : [new Dropout({ name: 'dropout9', rate: 0.5 })]),
    ...(zeros ? [zeros] : []),
    ...convolution({ name: 'conv10', filters: classes, kernelSize: 1, useBias: true }),
    ...(isBare ? [] : [tf.layers.reLU({ name: 'conv10_relu' })]),
    tf.layers.globalAveragePooling2d({ name: 'pool10' }),
    tf.layers.softmax({ name: 'probabilities' }),
  ];
}

register({ family: 'squeezenet', paper: PAPER, variants: VARIANTS, options: OPTIONS, build });
