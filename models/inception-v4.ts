import * as tf from '@tensorflow/tfjs';
import { ALPHA, type Alpha } from '../src/family-option';
import { Dropout } from '../src/layers/dropout';
import { InceptionBlock, scaledBranches, type Branch, type StepOptions } from '../src/layers/inception-block';
import { INCEPTION_V4, v4ReductionB } from '../src/layers/inception-v4-branches';
import { STEM_WINDOWS, stemLayers, stemV4, type FirstFactor } from '../src/layers/inception-v4-stem';
import { refuseSmaller } from '../src/layers/smallest-image';
import { through } from '../src/layers/through';
import { PIXELS } from '../src/pixels';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/** Inception-v4. Szegedy, Ioffe, Vanhoucke, Alemi 2016: figures 3 to 9. */
const PAPER = {
  title: 'Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning',
  authors: 'C. Szegedy, S. Ioffe, V. Vanhoucke, A. Alemi',
  year: 2016,
  reference: 'arXiv:1602.07261',
};

interface InceptionV4 extends VariantFacts {
  stem: keyof typeof STEM_WINDOWS;
  /** In the stem, which of the kernels that stand for one of 7x7. */
  first: FirstFactor;
  /** Of the last module that halves the maps. */
  lastPadding: 'valid' | 'around';
  /** Height and width that leave a pixel at the end. */
  smallest: number;
  /** Of the batch norms. */
  epsilon: number;
}

/** How often A, B and C come. */
const DEPTHS = [4, 7, 3] as const;

const IMAGENET = {
  inputShape: [299, 299, 3],
  classes: 1000,
  pixels: PIXELS.symmetric,
  deviations: [],
  stem: 'imagenet',
  first: '7x1',
  lastPadding: 'valid',
  smallest: 75,
  epsilon: 1e-3,
  params: 42_679_816,
  macs: 12_253_974_624,
} as const;

/** Common practice, as in weiaicunzai/pytorch-cifar100. */
const SMALL = {
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  deviations: [
    'strides of 1 in the stem, whose convolutions behind the first are padded',
    'the last module that halves the maps is padded',
    'pixels are normalised by channel',
  ],
  stem: 'small',
  first: '7x1',
  lastPadding: 'around',
  smallest: 5,
  epsilon: 1e-5,
} as const;

// prettier-ignore
const VARIANTS: Record<string, InceptionV4> = {
  inception_v4: IMAGENET,
  /** As the authors released it, and timm has it. */
  inception_v4_released: { ...IMAGENET, first: '1x7', deviations: ['the stem has 1x7 before 7x1'] },
  inception_v4_mnist: { ...SMALL, inputShape: [28, 28, 1], pixels: PIXELS.mnist, params: 41_157_610, macs: 5_546_452_096 },
  inception_v4_cifar: { ...SMALL, params: 41_158_186, macs: 7_502_993_792 },
  inception_v4_cifar100: { ...SMALL, classes: 100, params: 41_296_516, macs: 7_503_132_032 },
};

function build(variant: InceptionV4, options: BuildOptions & Alpha, name: string): tf.LayersModel {
  const { stem, first, smallest, epsilon } = variant;
  refuseSmaller(name, options.inputShape, smallest);
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const steps: StepOptions = { batchNorm: { epsilon } };
  const features = through(image, [
    ...stemLayers(stemV4(STEM_WINDOWS[stem], first), steps, options.alpha),
    ...modules(variant, steps, options),
  ]);
  const outputs = top(features, options, () => [
    tf.layers.globalAveragePooling2d({ name: 'pool' }),
    new Dropout({ name: 'dropout', rate: 0.2 }),
    tf.layers.dense({ name: 'fc', units: options.classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
  return tf.model({ inputs: image, outputs, name });
}

function modules({ lastPadding }: InceptionV4, steps: StepOptions, { alpha }: Alpha): tf.layers.Layer[] {
  const { A, reductionA, B, C } = INCEPTION_V4;
  const block = (name: string, branches: readonly Branch[]) =>
    new InceptionBlock({ ...steps, name, branches: scaledBranches(branches, alpha) });
  const repeated = (name: string, branches: readonly Branch[], times: number) =>
    Array.from({ length: times }, (_, i) => block(`${name}${i + 1}`, branches));
  return [
    ...repeated('inception_a', A, DEPTHS[0]),
    block('reduction_a', reductionA),
    ...repeated('inception_b', B, DEPTHS[1]),
    block('reduction_b', v4ReductionB(lastPadding)),
    ...repeated('inception_c', C, DEPTHS[2]),
  ];
}

register({ family: 'inception_v4', paper: PAPER, variants: VARIANTS, options: ALPHA, build });
