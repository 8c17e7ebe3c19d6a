import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../src/errors';
import { ALPHA, between, whole, wholes, type Alpha, type OptionTable } from '../src/family-option';
import { ColumnDraw } from '../src/layers/column-draw';
import { FractalBlock } from '../src/layers/fractal-block';
import { scaledWidth } from '../src/layers/scaled-width';
import { through } from '../src/layers/through';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { refuseSmaller } from '../src/layers/smallest-image';
import { PIXELS } from '../src/pixels';
import { top } from '../src/top';

/** FractalNet. Larsson, Maire, Shakhnarovich 2017: section 3, figure 1; dropout as in the authors' code. */
const PAPER = {
  title: 'FractalNet: Ultra-Deep Neural Networks without Residuals',
  authors: 'G. Larsson, M. Maire, G. Shakhnarovich',
  year: 2016,
  reference: 'arXiv:1605.07648',
};

interface FractalNet extends VariantFacts {
  /** C of the paper: columns of every block. */
  columns: number;
  /** Filters of each block. */
  widths: readonly number[];
}

export interface FractalNetOptions extends Alpha {
  /** Columns of every block; the variant's unless told. */
  columns?: number;
  /** Filters of each block, as many as there are blocks; the variant's unless told. */
  widths?: readonly number[];
  /** Probability that local drop-path drops a join's path, 0 to 1; 0.15 unless told. */
  dropPath: number;
  /** Share of the training batches that run through one column drawn for the whole net, 0 to 1; a half unless told. */
  globalShare: number;
  /** The only column that there is, counted from 1, the shallowest: a plain net. All of them unless told. */
  column?: number;
}

const OPTIONS: OptionTable<FractalNetOptions> = {
  ...ALPHA,
  columns: whole(1, undefined),
  widths: wholes(1, undefined),
  dropPath: between(0, 1, 0.15),
  globalShare: between(0, 1, 0.5),
  column: whole(1, undefined),
};

const BASE = {
  deviations: ["weights begin as He's", 'batch norm with a scale and an offset'],
} as const;

const CIFAR = {
  ...BASE,
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
} as const;

/** For CIFAR-100: columns of ever more convolutions. Named by their depth. */
const THIN = {
  ...CIFAR,
  classes: 100,
  pixels: { mean: [129.3, 124.1, 112.4], std: [68.2, 65.4, 70.4] },
  widths: [16, 32, 64, 128, 128],
} as const;

const MNIST = {
  ...BASE,
  deviations: [...BASE.deviations, 'four blocks, as many as halve 28 pixels'],
  inputShape: [28, 28, 1],
  classes: 10,
  pixels: PIXELS.mnist,
} as const;

// prettier-ignore
const VARIANTS: Record<string, FractalNet> = {
  fractalnet20: { ...CIFAR, columns: 3, widths: [64, 128, 256, 512, 512], params: 33_734_922, macs: 845_222_912 },
  fractalnet5_thin: { ...THIN, columns: 1, params: 258_660, macs: 4_583_936 },
  fractalnet10_thin: { ...THIN, columns: 2, params: 848_820, macs: 19_182_080 },
  fractalnet20_thin: { ...THIN, columns: 3, params: 2_127_780, macs: 53_834_240 },
  fractalnet40_thin: { ...THIN, columns: 4, params: 4_784_340, macs: 128_594_432 },
  fractalnet80_thin: { ...THIN, columns: 5, params: 10_196_100, macs: 283_570_688 },
  fractalnet160_thin: { ...THIN, columns: 6, params: 21_118_260, macs: 598_979_072 },
  fractalnet_cifar: { ...CIFAR, columns: 3, widths: THIN.widths, params: 2_116_170, macs: 53_822_720 },
  fractalnet_mnist: { ...MNIST, columns: 3, widths: [16, 32, 64, 128], params: 1_080_426, macs: 34_734_080 },
};

function build(variant: FractalNet, options: BuildOptions & FractalNetOptions, name: string): tf.LayersModel {
  const { columns = variant.columns, widths = variant.widths, column, globalShare } = options;
  if (column !== undefined && column > columns)
    throw new ConvzooError(`${name}: column must be at most ${columns}, got ${column}`);
  refuseSmaller(name, options.inputShape, 2 ** widths.length);
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const isJoined = columns > 1 && column === undefined;
  const drawn = isJoined ? [through(image, [new ColumnDraw({ name: 'columns', columns, globalShare })])] : [];
  const features = widths.reduce((x, width, i) => {
    const joined = block(i, columns, width, options).apply([x, ...drawn]) as tf.SymbolicTensor;
    return through(joined, [tf.layers.maxPooling2d({ name: `pool${i + 1}`, poolSize: 2 })]);
  }, image);
  return tf.model({ inputs: image, outputs: top(features, options, () => classifier(options)), name });
}

/** Block `i`, counted from 0. */
function block(
  i: number,
  columns: number,
  width: number,
  { alpha, dropPath, column }: FractalNetOptions,
): FractalBlock {
  return new FractalBlock({
    name: `block${i + 1}`,
    filters: scaledWidth(width, alpha),
    columns,
    dropout: Math.min(i, 4) / 10,
    dropPath,
    column,
  });
}

function classifier({ classes }: BuildOptions): tf.layers.Layer[] {
  return [
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'fc', units: classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ];
}

register<FractalNet, FractalNetOptions>({
  family: 'fractalnet',
  paper: PAPER,
  variants: VARIANTS,
  options: OPTIONS,
  build,
});
