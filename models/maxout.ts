import * as tf from '@tensorflow/tfjs';
import { ALPHA, type Alpha } from '../src/family-option';
import { Dropout } from '../src/layers/dropout';
import { incomingMaxNorm } from '../src/layers/incoming-max-norm';
import { Maxout } from '../src/layers/maxout';
import { PaddedMaxPooling2D } from '../src/layers/padded-pooling';
import { scaledWidth } from '../src/layers/scaled-width';
import { through } from '../src/layers/through';
import { UntiedBias } from '../src/layers/untied-bias';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { refuseSmaller, smallestImage } from '../src/layers/smallest-image';
import { PIXELS } from '../src/pixels';
import { top } from '../src/top';

/** Maxout networks. Goodfellow et al. 2013: section 5; sizes as in the authors' configurations for pylearn2. */
const PAPER = {
  title: 'Maxout Networks',
  authors: 'I. J. Goodfellow, D. Warde-Farley, M. Mirza, A. Courville, Y. Bengio',
  year: 2013,
  reference: 'arXiv:1302.4389',
};

interface MaxoutNet extends VariantFacts {
  convolutions: readonly ConvolutionalUnits[];
  /** Fully connected ones before the classes. */
  hidden: readonly Units[];
  /** Whether each position of a map has a bias of its own. */
  hasUntiedBiases?: true;
}

interface Units {
  units: number;
  pieces: number;
  /** The longest that the weights into one piece may be. */
  maxNorm: number;
}

interface ConvolutionalUnits extends Units {
  kernelSize: number;
  padding: number;
  /** Pixels on a side of the windows of the max pooling behind; its stride is 2. */
  poolSize: number;
}

const LAST_NORM = 1.9365;
const FIRST_NORM = 0.9;

/** A digit as the paper has it: from 0 to 1. */
const MNIST = {
  inputShape: [28, 28, 1],
  classes: 10,
  pixels: { mean: [0], std: [255] },
  deviations: [],
} as const;

const MNIST_CONVOLUTIONAL = {
  ...MNIST,
  convolutions: [
    { units: 48, pieces: 2, kernelSize: 8, padding: 0, poolSize: 4, maxNorm: FIRST_NORM },
    { units: 48, pieces: 2, kernelSize: 8, padding: 3, poolSize: 4, maxNorm: 1.9365 },
    { units: 24, pieces: 4, kernelSize: 5, padding: 3, poolSize: 2, maxNorm: 1.9365 },
  ],
  hidden: [],
} as const;

const CIFAR = {
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  deviations: ['pixels are normalised by channel; the paper whitens them'],
  convolutions: [
    { units: 96, pieces: 2, kernelSize: 8, padding: 4, poolSize: 4, maxNorm: FIRST_NORM },
    { units: 192, pieces: 2, kernelSize: 8, padding: 3, poolSize: 4, maxNorm: 1.9365 },
    { units: 192, pieces: 2, kernelSize: 5, padding: 3, poolSize: 2, maxNorm: 1.9365 },
  ],
  hidden: [{ units: 500, pieces: 5, maxNorm: 1.9 }],
} as const;

const SVHN = {
  ...CIFAR,
  pixels: { mean: [111.6, 113.2, 120.6], std: [50.5, 51.3, 50.2] },
  deviations: ['pixels are normalised by channel; the paper normalises their contrast locally'],
  convolutions: [
    { units: 64, pieces: 2, kernelSize: 5, padding: 4, poolSize: 3, maxNorm: FIRST_NORM },
    { units: 128, pieces: 2, kernelSize: 5, padding: 3, poolSize: 3, maxNorm: 1.9365 },
    { units: 128, pieces: 2, kernelSize: 5, padding: 3, poolSize: 3, maxNorm: 1.9365 },
  ],
  hidden: [{ units: 400, pieces: 5, maxNorm: 1.9 }],
} as const;

const DENSE = { units: 240, pieces: 5, maxNorm: 1.9365 } as const;

// prettier-ignore
const VARIANTS: Record<string, MaxoutNet> = {
  /** The permutation-invariant one: it doesn't know which pixels are neighbours. */
  maxout_mnist_pi: { ...MNIST, convolutions: [], hidden: [DENSE, DENSE], params: 1_233_610, macs: 1_231_200 },
  maxout_mnist: { ...MNIST_CONVOLUTIONAL, hasUntiedBiases: true, params: 471_994, macs: 30_746_736 },
  maxout_mnist_tied: { ...MNIST_CONVOLUTIONAL, deviations: ['a map has one bias'], params: 418_714, macs: 30_746_736 },
  maxout_cifar: { ...CIFAR, params: 16_247_830, macs: 732_290_696 },
  maxout_svhn: { ...SVHN, params: 10_461_050, macs: 303_466_400 },
};

function build(variant: MaxoutNet, options: BuildOptions & Alpha, name: string): tf.LayersModel {
  refuseSmaller(name, options.inputShape, smallestImage(variant.convolutions.flatMap(windows)));
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const convolved = variant.convolutions.flatMap((each, i) => convolution(variant, i, each, options));
  const hidden = [tf.layers.flatten({ name: 'flatten' }), ...fullyConnected(variant, options)];
  // Features are maps where there are some.
  const [features, rest] = convolved.length > 0 ? [convolved, hidden] : [hidden, []];
  const outputs = top(through(image, features), options, () => [...rest, ...classifier(variant, options)]);
  return tf.model({ inputs: image, outputs, name });
}

function windows({ kernelSize, padding, poolSize }: ConvolutionalUnits) {
  return [
    { size: kernelSize, strides: 1, padding },
    { size: poolSize, strides: 2, ceil: true },
  ];
}

/** Those of convolution `i`, counted from 0. */
function convolution(
  { hasUntiedBiases }: MaxoutNet,
  i: number,
  { units, pieces, kernelSize, padding, poolSize, maxNorm }: ConvolutionalUnits,
  { alpha }: Alpha,
): tf.layers.Layer[] {
  const number = i + 1;
  const name = `conv${number}`;
  const filters = pieces * scaledWidth(units, alpha);
  return [
    dropout(number),
    ...(padding === 0 ? [] : [tf.layers.zeroPadding2d({ name: `${name}_pad`, padding })]),
    tf.layers.conv2d({ ...weights(maxNorm), name, filters, kernelSize, useBias: !hasUntiedBiases }),
    ...(hasUntiedBiases ? [new UntiedBias({ name: `${name}_bias` })] : []),
    new Maxout({ name: `maxout${number}`, pieces }),
    new PaddedMaxPooling2D({ name: `pool${number}`, poolSize, strides: 2, ceil: true }),
  ];
}

function fullyConnected({ convolutions, hidden }: MaxoutNet, { alpha }: Alpha): tf.layers.Layer[] {
  return hidden.flatMap(({ units, pieces, maxNorm }, i) => {
    const number = convolutions.length + i + 1;
    return [
      dropout(number),
      tf.layers.dense({
        ...weights(maxNorm),
        name: `fc${number}`,
        units: pieces * scaledWidth(units, alpha),
      }),
      new Maxout({ name: `maxout${number}`, pieces }),
    ];
  });
}

function classifier({ convolutions, hidden }: MaxoutNet, { classes }: BuildOptions): tf.layers.Layer[] {
  const number = convolutions.length + hidden.length + 1;
  return [
    dropout(number),
    tf.layers.dense({ ...weights(LAST_NORM), name: `fc${number}`, units: classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ];
}

/** Before each layer, of its inputs, less of the image. */
function dropout(number: number): tf.layers.Layer {
  return new Dropout({ name: `dropout${number}`, rate: number === 1 ? 0.2 : 0.5 });
}

function weights(maxNorm: number) {
  return {
    kernelInitializer: tf.initializers.randomUniform({ minval: -0.005, maxval: 0.005 }),
    kernelConstraint: incomingMaxNorm(maxNorm),
  };
}

register({ family: 'maxout', paper: PAPER, variants: VARIANTS, options: ALPHA, build });
