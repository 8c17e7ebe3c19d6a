import * as tf from '@tensorflow/tfjs';
import { BatchNorm } from '../src/layers/batch-norm';
import { convolution } from '../src/layers/convolution';
import { PreactivationBlock } from '../src/layers/preactivation-block';
import { ResidualBlock, type BlockConvolution } from '../src/layers/residual-block';
import { through } from '../src/layers/through';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { top } from '../src/top';

/**
 * Residual networks. He, Zhang, Ren, Sun 2015: table 1 (ImageNet), section 4.2 (CIFAR-10); with pre-activation:
 * He et al. 2016, arXiv:1603.05027.
 */
const PAPER = {
  title: 'Deep Residual Learning for Image Recognition',
  authors: 'K. He, X. Zhang, S. Ren, J. Sun',
  year: 2015,
  reference: 'arXiv:1512.03385',
};

interface ResNet extends VariantFacts {
  stem: keyof typeof STEMS;
  block: keyof typeof BLOCKS;
  shortcut: keyof typeof SHORTCUTS;
  /** Of each stage: the filters of its blocks' 3x3 convolutions, and how many blocks it has. */
  widths: readonly number[];
  depths: readonly number[];
  /** Batch norm and ReLU before convolutions; whether the first block's shortcut begins behind them too. */
  preactivation?: { activatesFirstShortcut: boolean };
  useBias?: true;
  epsilon?: number;
}

const NORMALISED = 'pixels are normalised by channel; the paper subtracts a mean image';

const CIFAR = {
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: { mean: [125.3, 123, 113.9], std: [63, 62.1, 66.7] },
  deviations: [NORMALISED],
  stem: 'cifar',
  widths: [16, 32, 64],
} as const;

const VARIANTS: Record<string, ResNet> = {
  resnet20: { ...CIFAR, block: 'basic', shortcut: 'A', depths: [3, 3, 3], params: 269_722, macs: 40_551_040 },
};

/** What stands before the first block; its filters are the first stage's. */
const STEMS = {
  imagenet: { kernelSize: 7, strides: 2, isPooled: true },
  cifar: { kernelSize: 3, strides: 1, isPooled: false },
};

/** The convolutions of a block by the filters of its 3x3, and which of them has the block's stride. */
const BLOCKS = {
  basic: (filters: number, strides: number): BlockConvolution[] => [
    { kernelSize: 3, filters, strides },
    { kernelSize: 3, filters, strides: 1 },
  ],
  bottleneck: (filters: number, strides: number): BlockConvolution[] => [
    { kernelSize: 1, filters, strides },
    { kernelSize: 3, filters, strides: 1 },
    { kernelSize: 1, filters: 4 * filters, strides: 1 },
  ],
  bottleneckV1_5: (filters: number, strides: number): BlockConvolution[] => [
    { kernelSize: 1, filters, strides: 1 },
    { kernelSize: 3, filters, strides },
    { kernelSize: 1, filters: 4 * filters, strides: 1 },
  ],
};

/** Section 3.3 and table 3: the shortcuts of blocks that change the shape and of those that keep it. */
const SHORTCUTS = {
  A: ['pad', 'identity'],
  'A, zeros around': ['padAround', 'identity'],
  B: ['projection', 'identity'],
  'B without batch norm': ['bareProjection', 'identity'],
  C: ['projection', 'projection'],
  none: ['none', 'none'],
} as const;

function build(variant: ResNet, options: BuildOptions, name: string): tf.LayersModel {
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const features = through(image, [...stem(variant), ...blocks(variant)]);
  const outputs = top(features, options, () => [
    tf.layers.globalAveragePooling2d({ name: 'pool' }),
    tf.layers.dense({ name: 'fc', units: options.classes }),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
  return tf.model({ inputs: image, outputs, name });
}

function stem({ stem, widths, preactivation, useBias, epsilon }: ResNet): tf.layers.Layer[] {
  const { kernelSize, strides, isPooled } = STEMS[stem];
  const [filters = 0] = widths;
  return [
    ...convolution({ name: 'conv1', filters, kernelSize, strides, useBias }),
    ...(preactivation ? [] : activation('1', epsilon)),
    ...(isPooled ? pool() : []),
  ];
}

/** The zeros around never win: what is pooled has passed a ReLU. */
function pool(): tf.layers.Layer[] {
  return [
    tf.layers.zeroPadding2d({ name: 'pool1_pad', padding: 1 }),
    tf.layers.maxPooling2d({ name: 'pool1', poolSize: 3, strides: 2 }),
  ];
}

function blocks({ block, shortcut, widths, depths, preactivation, ...rest }: ResNet): tf.layers.Layer[] {
  const { useBias, epsilon } = rest;
  const [changing, keeping] = SHORTCUTS[shortcut];
  let [channels = 0] = widths;
  const layers = widths.flatMap((width, stage) =>
    Array.from({ length: depths[stage] ?? 0 }, (_, i) => {
      const isFirst = stage === 0 && i === 0;
      const strides = stage > 0 && i === 0 ? 2 : 1;
      const convolutions = BLOCKS[block](width, strides);
      const filters = convolutions.at(-1)?.filters ?? 0;
      const isChanging = strides > 1 || filters !== channels;
      channels = filters;
      const args = {
        name: `stage${stage + 1}_block${i + 1}`,
        convolutions,
        shortcut: isChanging ? changing : keeping,
        useBias,
        epsilon,
      };
      if (preactivation === undefined) return new ResidualBlock(args);
      const activatedShortcut = isFirst ? preactivation.activatesFirstShortcut : isChanging;
      return new PreactivationBlock({ ...args, activatedShortcut });
    }),
  );
  return preactivation ? [...layers, ...activation('', epsilon)] : layers;
}

function activation(suffix: string, epsilon = 1e-5): tf.layers.Layer[] {
  return [
    new BatchNorm({ name: `bn${suffix}`, momentum: 0.9, epsilon }),
    tf.layers.reLU({ name: `relu${suffix}` }),
  ];
}

register({ family: 'resnet', paper: PAPER, variants: VARIANTS, build });
