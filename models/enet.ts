import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../src/errors';
import { BatchNorm } from '../src/layers/batch-norm';
import { ChannelPReLU } from '../src/layers/channel-prelu';
import { convolution } from '../src/layers/convolution';
import { ENetBottleneck, type ENetBottleneckArgs } from '../src/layers/enet-bottleneck';
import { ENetDownBottleneck } from '../src/layers/enet-down-bottleneck';
import { ENetUpBottleneck } from '../src/layers/enet-up-bottleneck';
import { KaimingNormal } from '../src/layers/kaiming-normal';
import { MaxPoolIndices2D } from '../src/layers/max-pool-indices';
import { concatenated, through } from '../src/layers/through';
import { register, type BuildOptions, type InputShape, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/**
 * ENet, which gives a class to every pixel. Paszke, Chaurasia, Kim, Culurciello 2016: table 1 and section 3.
 * Its encoder is trained first, as a net of its own with scores at an eighth of the resolution, then the decoder
 * with it: the layers of both nets have the same names.
 */
const PAPER = {
  title: 'ENet: A Deep Neural Network Architecture for Real-Time Semantic Segmentation',
  authors: 'A. Paszke, A. Chaurasia, S. Kim, E. Culurciello',
  year: 2016,
  reference: 'arXiv:1606.02147',
};

interface ENet extends VariantFacts {
  hasDecoder: boolean;
}

const INITIAL = "weights begin as He's";

const STREET = {
  inputShape: [360, 640, 3],
  pixels: { mean: [0], std: [255] },
  deviations: [INITIAL],
} as const;

/** Handwritten digits of 28x28 on a canvas, the classes of whose pixels are known without annotation. */
const DIGITS = {
  inputShape: [64, 64, 1],
  classes: 11,
  pixels: { mean: [0], std: [255] },
  deviations: [INITIAL, 'ten digits and background on a small canvas'],
} as const;

const ENCODER = { hasDecoder: false } as const;
const WHOLE = { hasDecoder: true } as const;

/** CamVid has eleven classes and unlabelled pixels, Cityscapes 19, with unlabelled ones 20. */
// prettier-ignore
const VARIANTS: Record<string, ENet> = {
  enet_camvid: { ...STREET, ...WHOLE, classes: 12, params: 363_856, macs: 1_697_760_000 },
  enet_cityscapes: { ...STREET, ...WHOLE, classes: 19, params: 364_311, macs: 1_723_564_800 },
  enet_cityscapes_unlabelled: { ...STREET, ...WHOLE, classes: 20, params: 364_376, macs: 1_727_251_200 },
  enet_encoder_camvid: { ...STREET, ...ENCODER, classes: 12, params: 339_704, macs: 1_433_952_000 },
  enet_encoder_cityscapes: { ...STREET, ...ENCODER, classes: 19, params: 340_607, macs: 1_437_177_600 },
  enet_encoder_cityscapes_unlabelled: { ...STREET, ...ENCODER, classes: 20, params: 340_736, macs: 1_437_638_400 },
  enet_mnist: { ...DIGITS, ...WHOLE, params: 363_577, macs: 29_895_680 },
  enet_encoder_mnist: { ...DIGITS, ...ENCODER, params: 339_361, macs: 25_263_104 },
};

/** Of the initial block's output, that of its convolution and the pooled image together. */
const INITIAL_FILTERS = 16;

/** The bottlenecks 2.1 to 2.8, and once more 3.1 to 3.8. */
const STAGE: readonly Pick<ENetBottleneckArgs, 'dilation' | 'asymmetric'>[] = [
  {},
  { dilation: 2 },
  { asymmetric: 5 },
  { dilation: 4 },
  {},
  { dilation: 8 },
  { asymmetric: 5 },
  { dilation: 16 },
];

function build({ hasDecoder }: ENet, options: BuildOptions, name: string): tf.LayersModel {
  checkImage(name, options.inputShape);
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = hasDecoder ? decoded(image) : encoded(image).features;
  return tf.model({
    inputs: image,
    outputs: top(features, options, () => scores(hasDecoder, options)),
    name,
  });
}

/** Three halvings, each of which the decoder undoes exactly. */
function checkImage(name: string, [height, width, channels]: InputShape): void {
  if (height % 8 !== 0 || width % 8 !== 0)
    throw new ConvzooError(`${name}: height and width must be multiples of 8, got ${height}x${width}`);
  if (channels >= INITIAL_FILTERS)
    throw new ConvzooError(`${name}: channels must be fewer than ${INITIAL_FILTERS}, got ${channels}`);
}

/** The features at an eighth of the resolution, and what is pooled on the way there. */
function encoded(image: tf.SymbolicTensor): { features: tf.SymbolicTensor; pooled: tf.SymbolicTensor[] } {
  const half = initial(image);
  const quarter = through(half, [
    new ENetDownBottleneck({ name: 'bottleneck1_0', filters: 64, dropout: 0.01 }),
    ...bottlenecks(1, Array<object>(4).fill({}), { filters: 64, dropout: 0.01 }),
  ]);
  const deep = { filters: 128, dropout: 0.1 };
  const features = through(quarter, [
    new ENetDownBottleneck({ name: 'bottleneck2_0', ...deep }),
    ...bottlenecks(2, STAGE, deep),
    ...bottlenecks(3, STAGE, deep),
  ]);
  return { features, pooled: [half, quarter] };
}

function initial(image: tf.SymbolicTensor): tf.SymbolicTensor {
  const filters = INITIAL_FILTERS - Number(image.shape[3]);
  const joined = concatenated('initial', image, [
    convolution({ name: 'initial_conv', filters, kernelSize: 3, strides: 2, useBias: true }),
    [tf.layers.maxPooling2d({ name: 'initial_pool', poolSize: 2 })],
  ]);
  return through(joined, [
    new BatchNorm({ name: 'initial_bn', momentum: 0.9, epsilon: 1e-3 }),
    new ChannelPReLU({ name: 'initial_prelu' }),
  ]);
}

/** The features at half the resolution: unpooled by the indices of the encoder's poolings, the last of them first. */
function decoded(image: tf.SymbolicTensor): tf.SymbolicTensor {
  const { features, pooled } = encoded(image);
  const [first, second] = pooled.map((source, i) => {
    return through(source, [new MaxPoolIndices2D({ name: `bottleneck${i + 1}_0_indices` })]);
  }) as [tf.SymbolicTensor, tf.SymbolicTensor];
  const activation = 'relu';
  const up = (stage: number, filters: number, inputs: tf.SymbolicTensor[]) =>
    new ENetUpBottleneck({ name: `bottleneck${stage}_0`, filters, activation }).apply(
      inputs,
    ) as tf.SymbolicTensor;
  const quarter = through(
    up(4, 64, [features, second]),
    bottlenecks(4, [{}, {}], { filters: 64, activation }),
  );
  return through(up(5, 16, [quarter, first]), bottlenecks(5, [{}], { filters: 16, activation }));
}

/** The bottlenecks of a stage behind the one that changes the resolution. */
function bottlenecks(
  stage: number,
  kinds: typeof STAGE,
  common: Omit<ENetBottleneckArgs, 'name'>,
): tf.layers.Layer[] {
  return kinds.map(
    (kind, i) => new ENetBottleneck({ name: `bottleneck${stage}_${i + 1}`, ...common, ...kind }),
  );
}

function scores(hasDecoder: boolean, { classes: filters }: BuildOptions): tf.layers.Layer[] {
  const scored = hasDecoder
    ? [
        tf.layers.conv2dTranspose({
          name: 'fullconv',
          filters,
          kernelSize: 2,
          strides: 2,
          kernelInitializer: KaimingNormal.className,
        }),
      ]
    : convolution({ name: 'classifier', filters, kernelSize: 1, useBias: true });
  return [...scored, tf.layers.softmax({ name: 'probabilities', axis: -1 })];
}

register({ family: 'enet', paper: PAPER, variants: VARIANTS, build });
