import * as tf from '@tensorflow/tfjs';
import { ALPHA, type Alpha } from '../src/family-option';
import { ChannelShuffle } from '../src/layers/channel-shuffle';
import { depthwiseConvolution } from '../src/layers/convolution';
import { EffBlock } from '../src/layers/eff-block';
import { groupedConvolution } from '../src/layers/grouped-convolution';
import { normalised, normalisedConvolution } from '../src/layers/normalised-convolution';
import { scaledWidth } from '../src/layers/scaled-width';
import { through } from '../src/layers/through';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { refuseSmaller } from '../src/layers/smallest-image';
import { PIXELS } from '../src/pixels';
import { top } from '../src/top';

/** EffNet and what it is compared with. Freeman, Roese-Koerner, Kummert 2018: the table of the nets for CIFAR-10. */
const PAPER = {
  title: 'EffNet: An Efficient Structure for Convolutional Neural Networks',
  authors: 'I. Freeman, L. Roese-Koerner, A. Kummert',
  year: 2018,
  reference: 'arXiv:1801.06434',
};

interface EffNet extends VariantFacts {
  /** What the three layers of the net are, each of which halves the size. */
  layers: keyof typeof LAYERS;
}

const CIFAR = {
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  deviations: [
    "weights begin as He's",
    'pixels are normalised by channel; the paper does not say what it does',
    'batch norm stands between convolution and ReLU; the paper does not say where',
  ],
} as const;

const LEAKY = [
  ...CIFAR.deviations.slice(0, 2),
  'leaky ReLU and then batch norm, as in the public Keras code',
];
const DIGITS = { inputShape: [28, 28, 1], pixels: PIXELS.mnist } as const;

// prettier-ignore
const VARIANTS: Record<string, EffNet> = {
  effnet_cifar: { ...CIFAR, layers: 'effnet', params: 151_146, macs: 5_640_192 },
  effnet_cifar_leaky: { ...CIFAR, layers: 'leakyEffnet', deviations: LEAKY, params: 151_146, macs: 5_640_192 },
  effnet_cifar_plain: { ...CIFAR, layers: 'plain', params: 412_234, macs: 39_559_168 },
  effnet_cifar_mobilenet: { ...CIFAR, layers: 'mobilenet', params: 86_666, macs: 2_914_304 },
  effnet_cifar_shufflenet: { ...CIFAR, layers: 'shufflenet', params: 52_522, macs: 2_231_296 },
  effnet_mnist: { ...CIFAR, ...DIGITS, layers: 'effnet', params: 133_162, macs: 4_045_440 },
};

const WIDTHS = [64, 128, 256];
/** Three halvings, rounded down. */
const SMALLEST = 8;

/** A layer of each net, by its number, counted from 1, and its filters. */
const LAYERS = {
  effnet: (number: number, filters: number) => [new EffBlock({ name: `block${number}`, filters })],
  leakyEffnet: (number: number, filters: number) => [
    new EffBlock({ name: `block${number}`, filters, isLeaky: true }),
  ],
  plain,
  mobilenet: (number: number, filters: number) =>
    number === 1 ? plain(number, filters) : separable(`block${number}`, filters),
  shufflenet: (number: number, filters: number) =>
    number === 1 ? plain(number, filters) : shuffled(`block${number}`, filters),
};

function build({ layers }: EffNet, options: BuildOptions & Alpha, name: string): tf.LayersModel {
  refuseSmaller(name, options.inputShape, SMALLEST);
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const blocks = WIDTHS.flatMap((width, i) => LAYERS[layers](i + 1, scaled(width, options.alpha)));
  const outputs = top(through(image, blocks), options, () => [
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'fc', units: options.classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
  return tf.model({ inputs: image, outputs, name });
}

/** A quarter of it splits into the four groups of ShuffleNet. */
function scaled(width: number, alpha: number): number {
  return 16 * scaledWidth(width / 16, alpha);
}

const NORM = { batchNorm: { epsilon: 1e-5 } };
const LINEAR = { ...NORM, isActivated: false };

/** 3x3, and max pooling. */
function plain(number: number, filters: number): tf.layers.Layer[] {
  return [
    ...normalisedConvolution({ name: `conv${number}`, filters, kernelSize: 3, ...NORM }),
    tf.layers.maxPooling2d({ name: `pool${number}`, poolSize: 2 }),
  ];
}

/** Depthwise 3x3 with strides of 2, and 1x1. */
function separable(name: string, filters: number): tf.layers.Layer[] {
  const dw = `${name}_dw`;
  return [
    ...normalised(dw, depthwiseConvolution({ name: dw, kernelSize: 3, strides: 2, padding: 'same' }), NORM),
    ...normalisedConvolution({ name: `${name}_pw`, filters, kernelSize: 1, ...NORM }),
  ];
}

/** Grouped 1x1, depthwise 3x3 with strides of 2, grouped 1x1; the table has no shortcut. */
function shuffled(name: string, filters: number): tf.layers.Layer[] {
  const groups = 4;
  const pointwise = (name: string, filters: number) =>
    groupedConvolution({ name, filters, kernelSize: 1, groups });
  const [gconv1, dw, gconv2] = [`${name}_gconv1`, `${name}_dw`, `${name}_gconv2`] as const;
  return [
    ...normalised(gconv1, pointwise(gconv1, filters / 4), NORM),
    new ChannelShuffle({ name: `${name}_shuffle`, groups }),
    ...normalised(dw, depthwiseConvolution({ name: dw, kernelSize: 3, strides: 2, padding: 'same' }), LINEAR),
    ...normalised(gconv2, pointwise(gconv2, filters), NORM),
  ];
}

register({ family: 'effnet', paper: PAPER, variants: VARIANTS, options: ALPHA, build });
