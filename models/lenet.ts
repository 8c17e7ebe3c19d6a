import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../src/errors';
import { EuclideanRBF } from '../src/layers/euclidean-rbf';
import { fanInUniform } from '../src/layers/fan-in-uniform';
import { ScaledTanh } from '../src/layers/scaled-tanh';
import { Softmin } from '../src/layers/softmin';
import { TableConv2D } from '../src/layers/table-conv2d';
import { through } from '../src/layers/through';
import { TrainableSubsampling } from '../src/layers/trainable-subsampling';
import { Random } from '../src/random';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/**
 * LeNet-5, its MLP rival and Caffe's LeNet. LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning
 * applied to document recognition", Proc. IEEE 86(11): section II.B and figure 2 (LeNet-5), section III.C
 * (300-100).
 */
const PAPER = {
  title: 'Gradient-based learning applied to document recognition',
  authors: 'Y. LeCun, L. Bottou, Y. Bengio, P. Haffner',
  year: 1998,
  reference: 'doi:10.1109/5.726791',
};

interface LeNet extends VariantFacts {
  layers(image: tf.SymbolicTensor, options: BuildOptions): tf.SymbolicTensor;
}

const VARIANTS: Record<string, LeNet> = {
  lenet5: {
    inputShape: [32, 32, 1],
    classes: 10,
    params: 60_000,
    macs: 325_680,
    // Background -0.1, ink 1.175 (section III.A); 28x28 digits are centred on the 32x32 field.
    pixels: { mean: [20], std: [200] },
    deviations: [
      'a softmin makes probabilities of the distances',
      'output codes are transcribed at second hand: the topmost row of 0, 2, 4 and 5 may be a line of the figure',
    ],
    layers: lenet5,
  },
  lenet_caffe: {
    inputShape: [28, 28, 1],
    classes: 10,
    params: 431_080,
    macs: 2_293_000,
    pixels: { mean: [0], std: [256] },
    deviations: [],
    layers: lenetCaffe,
  },
  lenet_300_100: {
    inputShape: [28, 28, 1],
    classes: 10,
    params: 266_610,
    macs: 266_200,
    pixels: { mean: [0], std: [256] },
    deviations: ['ReLU and softmax instead of the squashing function'],
    layers: lenet300100,
  },
};

// prettier-ignore
/** Table I: the maps of S2 that feed each map of C3. */
const C3_TABLE = [
  [0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 0], [5, 0, 1],
  [0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5], [3, 4, 5, 0], [4, 5, 0, 1], [5, 0, 1, 2],
  [0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5],
  [0, 1, 2, 3, 4, 5],
];

/** Figure 3: the output codes, 12 rows of 7 pixels, a row as the hexadecimal value of its bits, left first. */
const DIGIT_BITMAPS = [
  '3e 00 1c 36 63 63 63 63 36 1c 00 00',
  '0c 1c 3c 0c 0c 0c 0c 0c 0c 3f 00 00',
  '3e 00 3e 63 43 06 1c 30 60 7f 00 00',
  '7f 03 06 0c 1e 03 03 03 63 3e 00 00',
  '3e 00 00 33 33 73 63 63 67 3f 03 03',
  '3e 00 7f 60 60 3c 1e 03 63 3e 00 00',
  '1e 30 60 60 7e 73 63 63 73 3e 00 00',
  '7f 03 03 06 0c 0c 18 18 18 18 00 00',
  '3e 63 63 63 3e 63 63 63 63 3e 00 00',
  '3e 67 63 63 67 3f 03 03 06 3c 00 00',
];
const CODE_LENGTH = 84;

function build(variant: LeNet, options: BuildOptions, name: string): tf.LayersModel {
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  return tf.model({ inputs: image, outputs: variant.layers(image, options), name });
}

function lenet5(image: tf.SymbolicTensor, options: BuildOptions): tf.SymbolicTensor {
  const [height, width, channels] = options.inputShape;
  const unpadded = height === 28 && width === 28;
  if (!unpadded && (height !== 32 || width !== 32)) {
    throw new ConvzooError(
      `lenet5: height and width must be 32, or 28 to be padded in C1, got ${height}x${width}`,
    );
  }
  const features = through(image, [
    tf.layers.conv2d({
      name: 'C1',
      filters: 6,
      kernelSize: 5,
      padding: unpadded ? 'same' : 'valid',
      kernelInitializer: fanInUniform(25 * channels),
    }),
    new ScaledTanh({ name: 'C1_squash' }),
    new TrainableSubsampling({ name: 'S2' }),
    new ScaledTanh({ name: 'S2_squash' }),
    new TableConv2D({ name: 'C3', kernelSize: 5, table: C3_TABLE }),
    new ScaledTanh({ name: 'C3_squash' }),
    new TrainableSubsampling({ name: 'S4' }),
    new ScaledTanh({ name: 'S4_squash' }),
  ]);
  return top(features, options, () => [
    tf.layers.conv2d({ name: 'C5', filters: 120, kernelSize: 5, kernelInitializer: fanInUniform(25 * 16) }),
    new ScaledTanh({ name: 'C5_squash' }),
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'F6', units: CODE_LENGTH, kernelInitializer: fanInUniform(120) }),
    new ScaledTanh({ name: 'F6_squash' }),
    new EuclideanRBF({ name: 'distances', codes: outputCodes(options.classes) }),
    // deviation: the paper's outputs are the distances; these probabilities rank the classes as they do.
    new Softmin({ name: 'probabilities' }),
  ]);
}

/** Figure 3 where the classes may be the ten digits, else codes of random signs, the same at each call. */
function outputCodes(classes: number): number[][] {
  if (classes !== DIGIT_BITMAPS.length) {
    const random = new Random(classes);
    return Array.from({ length: classes }, () =>
      Array.from({ length: CODE_LENGTH }, () => (random.next() < 0.5 ? -1 : 1)),
    );
  }
  return DIGIT_BITMAPS.map((bitmap) =>
    bitmap
      .split(' ')
      .flatMap((row) => [...Number.parseInt(row, 16).toString(2).padStart(7, '0')])
      .map((bit) => (bit === '1' ? 1 : -1)),
  );
}

/** BVLC Caffe, examples/mnist: no non-linearity behind either convolution. */
function lenetCaffe(image: tf.SymbolicTensor, options: BuildOptions): tf.SymbolicTensor {
  const conv = (name: string, filters: number) =>
    tf.layers.conv2d({ name, filters, kernelSize: 5, kernelInitializer: xavier() });
  const features = through(image, [
    conv('conv1', 20),
    tf.layers.maxPooling2d({ name: 'pool1', poolSize: 2 }),
    conv('conv2', 50),
    tf.layers.maxPooling2d({ name: 'pool2', poolSize: 2 }),
  ]);
  return top(features, options, () => [
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'ip1', units: 500, kernelInitializer: xavier() }),
    tf.layers.reLU({ name: 'ip1_relu' }),
    tf.layers.dense({ name: 'ip2', units: options.classes, kernelInitializer: xavier() }),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
}

/** deviation: ReLU and softmax, as in Han et al. 2015, arXiv:1510.00149; the paper squashes with a tanh. */
function lenet300100(image: tf.SymbolicTensor, options: BuildOptions): tf.SymbolicTensor {
  const hidden = (name: string, units: number) => [
    tf.layers.dense({ name, units, kernelInitializer: 'heNormal' }),
    tf.layers.reLU({ name: `${name}_relu` }),
  ];
  const features = through(image, [
    tf.layers.flatten({ name: 'flatten' }),
    ...hidden('fc1', 300),
    ...hidden('fc2', 100),
  ]);
  return top(features, options, () => [
    tf.layers.dense({ name: 'fc3', units: options.classes, kernelInitializer: xavier() }),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
}

function xavier() {
  return tf.initializers.varianceScaling({ scale: 1, mode: 'fanIn', distribution: 'uniform' });
}

register({ family: 'lenet', paper: PAPER, variants: VARIANTS, build });
