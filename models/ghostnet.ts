import * as tf from '@tensorflow/tfjs';
import { oneOf, positive, whole, type Alpha } from '../src/family-option';
import { BatchNorm } from '../src/layers/batch-norm';
import { convolution } from '../src/layers/convolution';
import { Dropout } from '../src/layers/dropout';
import { GhostBottleneck } from '../src/layers/ghost-bottleneck';
import { GhostModule, type Ghosts } from '../src/layers/ghost-module';
import { GhostResidualBlock } from '../src/layers/ghost-residual-block';
import { KaimingNormal } from '../src/layers/kaiming-normal';
import { normalisedConvolution } from '../src/layers/normalised-convolution';
import { scaledWidth } from '../src/layers/scaled-width';
import { through } from '../src/layers/through';
import { register, type BuildOptions, type VariantFacts } from '../src/registry';
import { refuseSmaller } from '../src/layers/smallest-image';
import { PIXELS } from '../src/pixels';
import { top } from '../src/top';

/** GhostNet, and ghost modules in nets for CIFAR-10. Han et al. 2019: table 1, and section 4.2. */
const PAPER = {
  title: 'GhostNet: More Features from Cheap Operations',
  authors: 'K. Han, Y. Wang, Q. Tian, J. Guo, C. Xu, C. Xu',
  year: 2019,
  reference: 'arXiv:1911.11907',
};

interface GhostNet extends VariantFacts {
  net: keyof typeof NETS;
  /** The width multiplier, unless told. */
  alpha: number;
}

/** Options that the family has beyond those that all have. */
export interface GhostNetOptions extends Partial<Alpha> {
  /** One map in so many is made by a convolution; 2 unless told. */
  s?: number;
  /** Height and width of the kernels that make the others; 3 unless told. */
  d?: number;
}

const INITIAL = "weights begin as He's";

const IMAGENET = {
  inputShape: [224, 224, 3],
  classes: 1000,
  pixels: PIXELS.imagenet,
  deviations: [INITIAL],
  net: 'imagenet',
} as const;

const CIFAR = {
  ...IMAGENET,
  inputShape: [32, 32, 3],
  classes: 10,
  pixels: PIXELS.cifar,
  alpha: 1,
} as const;

/** This zoo's: the net for ImageNet, which halves the size three times only. */
const SMALL = {
  ...CIFAR,
  deviations: [INITIAL, 'the stem and the first block that strides have a stride of 1'],
  net: 'small',
} as const;

const DIGITS = { inputShape: [28, 28, 1], pixels: PIXELS.mnist } as const;

// prettier-ignore
const VARIANTS: Record<string, GhostNet> = {
  ghostnet_050: { ...IMAGENET, alpha: 0.5, params: 2_587_292, macs: 42_328_152 },
  ghostnet_100: { ...IMAGENET, alpha: 1, params: 5_182_508, macs: 141_150_512 },
  ghostnet_130: { ...IMAGENET, alpha: 1.3, params: 7_358_820, macs: 227_003_256 },
  ghostnet_cifar: { ...SMALL, params: 3_913_790, macs: 42_680_384 },
  ghostnet_mnist: { ...SMALL, ...DIGITS, alpha: 0.5, params: 1_318_694, macs: 10_289_946 },
  ghost_vgg16_cifar: { ...CIFAR, net: 'vgg16', params: 7_651_498, macs: 158_109_696 },
  ghost_resnet56_cifar: { ...CIFAR, net: 'resnet56', params: 438_154, macs: 65_286_784 },
};

/** What is built, beside the classifier. */
interface Plan {
  alpha: number;
  ghosts: Ghosts;
  classes: number;
}

interface Net {
  /** The least height and width of an image. */
  smallest: number;
  features(plan: Plan): tf.layers.Layer[];
  classifier(plan: Plan): tf.layers.Layer[];
}

const NETS: Record<'imagenet' | 'small' | 'vgg16' | 'resnet56', Net> = {
  imagenet: { smallest: 1, features: (plan) => ghostNet(plan, 2), classifier: ghostNetClassifier },
  small: { smallest: 1, features: (plan) => ghostNet(plan, 1), classifier: ghostNetClassifier },
  vgg16: { smallest: 32, features: ghostVgg16, classifier: vgg16Classifier },
  resnet56: { smallest: 1, features: ghostResNet56, classifier: pooledClassifier },
};

function build(variant: GhostNet, options: BuildOptions & GhostNetOptions, name: string): tf.LayersModel {
  const { smallest, features, classifier } = NETS[variant.net];
  refuseSmaller(name, options.inputShape, smallest);
  const { alpha = variant.alpha, s: ratio = 2, d: cheapKernelSize = 3, classes } = options;
  const plan = { alpha, ghosts: { ratio, cheapKernelSize }, classes };
  const image = tf.input({ shape: [...options.inputShape], name: 'image' });
  const outputs = top(through(image, features(plan)), options, () => [
    ...classifier(plan),
    tf.layers.softmax({ name: 'probabilities' }),
  ]);
  return tf.model({ inputs: image, outputs, name });
}

// prettier-ignore
/** Table 1, by sizes: kernel size, expanded and output channels, whether squeezed, of each block; stages but the first stride. */
const STAGES = [
  [[3, 16, 16, false]],
  [[3, 48, 24, false], [3, 72, 24, false]],
  [[5, 72, 40, true], [5, 120, 40, true]],
  [[3, 240, 80, false], [3, 200, 80, false], [3, 184, 80, false], [3, 184, 80, false], [3, 480, 112, true], [3, 672, 112, true]],
  [[5, 672, 160, true], [5, 960, 160, false], [5, 960, 160, true], [5, 960, 160, false], [5, 960, 160, true]],
] as const;

const batchNorm = { epsilon: 1e-5 };

/** The net for ImageNet; `strides` are those of the stem and of the second stage. */
function ghostNet({ alpha, ghosts }: Plan, strides: number): tf.layers.Layer[] {
  const width = (channels: number) => multipleOf4(channels * alpha);
  const blocks = STAGES.flatMap((stage, s) =>
    stage.map(([kernelSize, expanded, filters, isSqueezed], b) => {
      return new GhostBottleneck({
        name: `stage${s + 1}_block${b + 1}`,
        kernelSize,
        expanded: width(expanded),
        filters: width(filters),
        strides: s === 0 || b > 0 ? 1 : s === 1 ? strides : 2,
        squeezed: isSqueezed ? multipleOf4(width(expanded) / 4) : 0,
        ...ghosts,
      });
    }),
  );
  return [
    ...normalisedConvolution({ name: 'stem', filters: width(16), kernelSize: 3, strides, batchNorm }),
    ...blocks,
    ...normalisedConvolution({ name: 'last', filters: width(960), kernelSize: 1, batchNorm }),
  ];
}

/** The nearest multiple of 4, but not less than nine tenths of it, as the authors' code rounds. */
function multipleOf4(channels: number): number {
  const nearest = Math.max(4, 4 * Math.floor((channels + 2) / 4));
  return nearest < 0.9 * channels ? nearest + 4 : nearest;
}

function ghostNetClassifier({ alpha, classes }: Plan): tf.layers.Layer[] {
  return [
    tf.layers.globalAveragePooling2d({ name: 'pool' }),
    tf.layers.reshape({ name: 'pixel', targetShape: [1, 1, multipleOf4(960 * alpha)] }),
    ...convolution({ name: 'head', filters: 1280, kernelSize: 1, useBias: true }),
    tf.layers.reLU({ name: 'head_relu' }),
    tf.layers.flatten({ name: 'flatten' }),
    new Dropout({ name: 'dropout', rate: 0.2 }),
    tf.layers.dense({ name: 'fc', units: classes }),
  ];
}

/** Section 4.2: VGG-16 with a ghost module for every convolution. */
function ghostVgg16({ alpha, ghosts }: Plan): tf.layers.Layer[] {
  const depths = [2, 2, 3, 3, 3];
  return [64, 128, 256, 512, 512].flatMap((width, block) => [
    ...Array.from({ length: depths[block] ?? 0 }, (_, i) => {
      const filters = scaledWidth(width, alpha);
      return new GhostModule({ name: `ghost${block + 1}_${i + 1}`, filters, kernelSize: 3, ...ghosts });
    }),
    tf.layers.maxPooling2d({ name: `pool${block + 1}`, poolSize: 2 }),
  ]);
}

/** With these two layers it has the size that table 6 gives VGG-16. */
function vgg16Classifier({ alpha, classes }: Plan): tf.layers.Layer[] {
  return [
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({
      name: 'fc1',
      units: scaledWidth(512, alpha),
      kernelInitializer: KaimingNormal.className,
    }),
    new BatchNorm({ name: 'fc1_bn', momentum: 0.9, ...batchNorm }),
    tf.layers.reLU({ name: 'fc1_relu' }),
    tf.layers.dense({ name: 'fc2', units: classes }),
  ];
}

/** Section 4.2: ResNet-56 with ghost modules in its blocks, and shortcuts without parameters. */
function ghostResNet56({ alpha, ghosts }: Plan): tf.layers.Layer[] {
  const widths = [16, 32, 64].map((width) => scaledWidth(width, alpha));
  const [filters = 0] = widths;
  return [
    ...normalisedConvolution({ name: 'stem', filters, kernelSize: 3, batchNorm }),
    ...widths.flatMap((filters, stage) =>
      Array.from({ length: 9 }, (_, i) => {
        const strides = stage > 0 && i === 0 ? 2 : 1;
        return new GhostResidualBlock({
          name: `stage${stage + 1}_block${i + 1}`,
          convolutions: [
            { kernelSize: 3, filters, strides },
            { kernelSize: 3, filters, strides: 1 },
          ],
          shortcut: strides > 1 ? 'pad' : 'identity',
          ...ghosts,
        });
      }),
    ),
  ];
}

function pooledClassifier({ classes }: Plan): tf.layers.Layer[] {
  return [
    tf.layers.globalAveragePooling2d({ name: 'pool' }),
    tf.layers.dense({ name: 'fc', units: classes }),
  ];
}

register<GhostNet, GhostNetOptions>({
  family: 'ghostnet',
  paper: PAPER,
  variants: VARIANTS,
  options: { alpha: positive(undefined), s: whole(2, 2), d: oneOf([1, 3, 5, 7], 3) },
  build,
});
