import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../src/errors';
import { ALPHA, flag, oneOf, type Alpha, type OptionTable } from '../src/family-option';
import { convolution, type Padding } from '../src/layers/convolution';
import { Dropout } from '../src/layers/dropout';
import { InterleaveOffsets, OffsetMaxPooling2D } from '../src/layers/offset-pooling';
import { scaledWidth } from '../src/layers/scaled-width';
import { refuseSmaller, smallestImage, type SlidingWindow } from '../src/layers/smallest-image';
import { through } from '../src/layers/through';
import { PIXELS } from '../src/pixels';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/** OverFeat. Sermanet et al. 2013: tables 1 and 3, sections 3.3 (dense evaluation) and 4 (boxes). */
const PAPER = {
  title: 'OverFeat: Integrated Recognition, Localization and Detection using Convolutional Networks',
  authors: 'P. Sermanet, D. Eigen, X. Zhang, M. Mathieu, R. Fergus, Y. LeCun',
  year: 2013,
  reference: 'arXiv:1312.6229',
};

interface OverFeat extends VariantFacts {
  convolutions: readonly Convolution[];
  /** Height and width of the pooling behind the last convolution. */
  lastPool: number;
  /** The layers behind it: the kernel size of the first of the classifier and of the boxes, and their widths but the last. */
  field: number;
  hidden: readonly number[];
  boxHidden: readonly number[];
}

interface Convolution {
  filters: number;
  kernelSize: number;
  strides?: number;
  padding?: Padding;
  /** Height and width of the pooling behind it. */
  pool?: number;
}

/** The family's own options. */
export interface OverFeatOptions extends Alpha {
  /**
   * What the model tells: the classes; a box, of which the four edges are top, left, bottom and right; or a box for
   * each class. The layers of all three read the same features, named and shaped alike.
   *
   * Output: with `class` the probabilities; with `box` `[batch, rows, columns, 4]`; with `boxes`
   * `[batch, rows, columns, classes, 4]`, where rows and columns are the places that the net fits on.
   */
  head: 'class' | 'box' | 'boxes';
  /**
   * Whether the net tells what it sees at each place, and at each offset of its last pooling, instead of the largest
   * score of each class anywhere. An image must be larger than the paper's then.
   *
   * Output with `class`: probabilities `[batch, rows, columns, classes]`. The weights are those of the model without.
   * The paper takes the maxima over places and averages them over scales and mirrored images.
   */
  dense: boolean;
}

const OPTIONS: OptionTable<OverFeatOptions> = {
  ...ALPHA,
  head: oneOf(['class', 'box', 'boxes'], 'class'),
  dense: flag(false),
};

const INITIAL = "weights begin as He's";

const IMAGENET = {
  classes: 1000,
  pixels: { mean: [118.380948], std: [61.896913] },
  deviations: [INITIAL],
  boxHidden: [4096, 1024],
} as const;

/** No small form is published: the fast net's topology, with small kernels and widths. */
const SMALL = {
  classes: 10,
  deviations: [INITIAL, 'smaller kernels and widths'],
  convolutions: [
    { filters: 32, kernelSize: 5, pool: 2 },
    { filters: 64, kernelSize: 5, pool: 2 },
    { filters: 128, kernelSize: 3 },
    { filters: 256, kernelSize: 3 },
    { filters: 256, kernelSize: 3 },
  ],
  lastPool: 2,
  hidden: [256, 256],
  boxHidden: [256, 64],
} as const;

const VARIANTS: Record<string, OverFeat> = {
  overfeat_fast: {
    ...IMAGENET,
    inputShape: [231, 231, 3],
    convolutions: [
      { filters: 96, kernelSize: 11, strides: 4, padding: 'valid', pool: 2 },
      { filters: 256, kernelSize: 5, padding: 'valid', pool: 2 },
      { filters: 512, kernelSize: 3 },
      { filters: 1024, kernelSize: 3 },
      { filters: 1024, kernelSize: 3 },
    ],
    lastPool: 2,
    field: 6,
    hidden: [3072, 4096],
    params: 145_920_872,
    macs: 2_801_403_904,
  },
  overfeat_accurate: {
    ...IMAGENET,
    inputShape: [221, 221, 3],
    convolutions: [
      { filters: 96, kernelSize: 7, strides: 2, padding: 'valid', pool: 3 },
      { filters: 256, kernelSize: 7, padding: 'valid', pool: 2 },
      { filters: 512, kernelSize: 3 },
      { filters: 512, kernelSize: 3 },
      { filters: 1024, kernelSize: 3 },
      { filters: 1024, kernelSize: 3 },
    ],
    lastPool: 3,
    field: 5,
    hidden: [4096, 4096],
    params: 144_656_488,
    macs: 5_355_446_784,
  },
  overfeat_cifar: {
    ...SMALL,
    inputShape: [32, 32, 3],
    pixels: PIXELS.cifar,
    field: 4,
    params: 2_129_994,
    macs: 78_023_168,
  },
  overfeat_mnist: {
    ...SMALL,
    inputShape: [28, 28, 1],
    pixels: PIXELS.mnist,
    field: 3,
    params: 1_669_642,
    macs: 58_285_056,
  },
};

function build(variant: OverFeat, options: BuildOptions & OverFeatOptions, name: string): tf.LayersModel {
  const { inputShape, dense, includeTop } = options;
  if (dense && !includeTop) throw new ConvzooError(`${name}: dense: true needs includeTop: true`);
  refuseSmaller(name, inputShape, smallestImage(windows(variant, dense)));
  const { convolutions, lastPool } = variant;
  const image = tf.input({ shape: [...inputShape], name: 'image' });
  const pool = { name: `pool${convolutions.length}`, poolSize: lastPool };
  const features = through(image, [
    ...convolved(variant, options),
    dense ? new OffsetMaxPooling2D(pool) : tf.layers.maxPooling2d(pool),
  ]);
  const interleave = dense ? [new InterleaveOffsets({ name: 'interleave', poolSize: lastPool })] : [];
  const outputs = top(features, options, () =>
    options.head === 'class'
      ? [...classifier(variant, options), ...interleave, ...probabilities(dense)]
      : [...regressor(variant, options), ...interleave, ...edges(variant, features.shape, options)],
  );
  return tf.model({ inputs: image, outputs, name });
}

function windows({ convolutions, lastPool, field }: OverFeat, dense: boolean): SlidingWindow[] {
  return [
    ...convolutions.flatMap(({ kernelSize: size, strides = 1, padding, pool }) => [
      { size, strides, padding: padding === 'valid' ? 0 : size >> 1 },
      ...(pool ? [{ size: pool, strides: pool }] : []),
    ]),
    { size: field * lastPool + (dense ? lastPool - 1 : 0), strides: 1 },
  ];
}

function convolved({ convolutions }: OverFeat, { alpha }: Alpha): tf.layers.Layer[] {
  return convolutions.flatMap(({ filters, pool, ...args }, i) => [
    ...convolution({
      ...args,
      name: `conv${i + 1}`,
      filters: scaledWidth(filters, alpha),
      useBias: true,
    }),
    tf.layers.reLU({ name: `relu${i + 1}` }),
    ...(pool ? [tf.layers.maxPooling2d({ name: `pool${i + 1}`, poolSize: pool })] : []),
  ]);
}

/** The fully connected layers as convolutions, so that they slide over larger images. */
function classifier(
  { convolutions, field, hidden }: OverFeat,
  { classes, alpha }: BuildOptions & Alpha,
): tf.layers.Layer[] {
  const number = (i: number) => convolutions.length + 1 + i;
  return [
    ...hidden.flatMap((units, i) => [
      ...slid(`fc${number(i)}`, scaledWidth(units, alpha), i === 0 ? field : 1),
      tf.layers.reLU({ name: `relu${number(i)}` }),
      new Dropout({ name: `dropout${number(i)}`, rate: 0.5 }),
    ]),
    ...slid(`fc${number(hidden.length)}`, classes, 1),
  ];
}

function probabilities(dense: boolean): tf.layers.Layer[] {
  return [
    ...(dense ? [] : [tf.layers.globalMaxPooling2d({ name: 'spatial_max' })]),
    tf.layers.softmax({ name: 'probabilities', axis: -1 }),
  ];
}

/** Section 4: one regressor for all classes, or one for each. */
function regressor(
  { field, boxHidden }: OverFeat,
  { head, classes, alpha }: BuildOptions & OverFeatOptions,
): tf.layers.Layer[] {
  return [
    ...boxHidden.flatMap((units, i) => [
      ...slid(`box${i + 1}`, scaledWidth(units, alpha), i === 0 ? field : 1),
      tf.layers.reLU({ name: `box_relu${i + 1}` }),
    ]),
    ...slid(`box${boxHidden.length + 1}`, head === 'boxes' ? 4 * classes : 4, 1),
  ];
}

/** The edges of each class apart, at each place on the features. */
function edges(
  { field, lastPool }: OverFeat,
  [, ...features]: tf.Shape,
  { head, classes, dense }: BuildOptions & OverFeatOptions,
): tf.layers.Layer[] {
  if (head !== 'boxes') return [];
  const places = features.slice(0, 2).map((length) => (Number(length) - field + 1) * (dense ? lastPool : 1));
  return [tf.layers.reshape({ name: 'edges', targetShape: [...places, classes, 4] })];
}

function slid(name: string, filters: number, kernelSize: number): tf.layers.Layer[] {
  return convolution({ name, filters, kernelSize, padding: 'valid', useBias: true });
}

register({ family: 'overfeat', paper: PAPER, variants: VARIANTS, options: OPTIONS, build });
