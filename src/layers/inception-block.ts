import * as tf from '@tensorflow/tfjs';
import { Block } from './block';
import { convolution, type Padding } from './convolution';
import { normalisedConvolution, type NormalisationArgs } from './normalised-convolution';
import { PaddedAveragePooling2D, PaddedMaxPooling2D } from './padded-pooling';
import { scaledWidth } from './scaled-width';
import type { SlidingWindow } from './smallest-image';
import { through } from './through';

/** What a branch does to its input, step by step: plain data. A branch without steps passes its input on. */
export type Branch = readonly BranchStep[];

export type BranchStep = ConvolutionStep | PoolingStep | SplitStep;

/** A convolution with what the block puts behind each: batch norm, unless told otherwise, and ReLU. */
export interface ConvolutionStep {
  /** Its role, alone of that name in its block. */
  name: string;
  /** Filters. */
  conv: number;
  /** Height and width; 1 unless told. */
  kernelSize?: number | [height: number, width: number];
  /** 1 unless told. */
  strides?: number;
  /** `around` unless told: see `ConvolutionArgs`. */
  padding?: Padding;
  /** Whether it has a bias; as the block's others unless told. */
  useBias?: boolean;
}

export interface PoolingStep {
  name: string;
  pool: 'max' | 'average';
  /** Height and width of the window; 3 unless told. */
  poolSize?: number;
  /** 1 unless told. */
  strides?: number;
  /** `around` unless told: see `ConvolutionArgs`. */
  padding?: Padding;
  /** Whether windows that reach over the edge count, as in Caffe; false unless told. */
  ceil?: boolean;
  /** Whether the padding `around` counts as zeros in an average, as in Caffe and PyTorch; false unless told. */
  countsPadding?: boolean;
}

/** Branches within a branch, their channels one after the other. */
export interface SplitStep {
  name: string;
  split: readonly Branch[];
}

/** What stands behind convolutions, and whether they have a bias. */
export interface StepOptions {
  /** Of the batch norm behind each convolution, whose momentum is 0.9 unless told; `false` for none. */
  batchNorm?: NormalisationArgs['batchNorm'] | false;
  /** Whether convolutions have a bias; unless told, those without batch norm. */
  useBias?: boolean | undefined;
}

export interface InceptionBlockArgs extends StepOptions {
  name?: string;
  trainable?: boolean;
  /** In the order of their channels in the output. */
  branches: readonly Branch[];
}

/**
 * Branches of convolutions and poolings beside each other, their channels one after the other. Szegedy et al. 2014,
 * arXiv:1409.4842, figure 2. `src/layers/inception-branches.ts` has those of the papers.
 *
 * Input: `[batch, height, width, channels]`. Output: `[batch, outHeight, outWidth, sum of the branches' channels]`;
 * the branches must agree on height and width.
 */
export class InceptionBlock extends Block {
  static className = 'InceptionBlock';
  readonly branches: readonly Branch[];
  readonly batchNorm: Exclude<InceptionBlockArgs['batchNorm'], undefined>;
  readonly useBias: boolean;

  constructor({ branches, batchNorm = {}, useBias = batchNorm === false, ...args }: InceptionBlockArgs) {
    super(args);
    this.branches = branches;
    this.batchNorm = batchNorm;
    this.useBias = useBias;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    return this.concatenated('concat', x, this.branches);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { batchNorm, useBias } = this;
    const branches = this.branches as unknown as tf.serialization.ConfigDictArray;
    return { ...super.getConfig(), branches, batchNorm, useBias };
  }

  private concatenated(name: string, x: tf.SymbolicTensor, branches: readonly Branch[]): tf.SymbolicTensor {
    const ends = branches.map((branch) => branch.reduce((input, step) => this.step(input, step), x));
    return tf.layers.concatenate({ name }).apply(ends) as tf.SymbolicTensor;
  }

  private step(x: tf.SymbolicTensor, step: BranchStep): tf.SymbolicTensor {
    if ('split' in step) return this.concatenated(step.name, x, step.split);
    return through(x, stepLayers(step, this));
  }
}
tf.serialization.registerClass(InceptionBlock);

/** The layers of a step: `<name>`, and behind a convolution `<name>_bn` and `<name>_relu`. */
export function stepLayers(
  step: ConvolutionStep | PoolingStep,
  { batchNorm = {}, useBias = batchNorm === false }: StepOptions,
): tf.layers.Layer[] {
  if ('pool' in step) return [pooling(step)];
  const { conv, kernelSize = 1, ...args } = step;
  const convolved = { useBias, ...args, filters: conv, kernelSize };
  if (batchNorm !== false) return normalisedConvolution({ ...convolved, batchNorm });
  return [...convolution(convolved), tf.layers.reLU({ name: `${step.name}_relu` })];
}

/** What slides over the image in a step, for whoever asks how large the image has to be. */
export function windowOf(step: ConvolutionStep | PoolingStep): SlidingWindow {
  const { strides = 1, padding = 'around' } = step;
  const size = 'pool' in step ? (step.poolSize ?? 3) : Math.max(...[step.kernelSize ?? 1].flat());
  const ceil = 'pool' in step && step.ceil === true;
  return { size, strides, padding: padding === 'valid' ? 0 : size >> 1, ceil };
}

/** tfjs's own layer where it does the same: it is the faster one. */
function pooling({
  name,
  pool,
  poolSize = 3,
  strides = 1,
  padding = 'around',
  ceil = false,
  countsPadding = false,
}: PoolingStep): tf.layers.Layer {
  const isMax = pool === 'max';
  const isSame = strides === 1 && poolSize % 2 === 1 && (isMax || !countsPadding);
  if (!ceil && (padding !== 'around' || isSame)) {
    const args = { name, poolSize, strides, padding: padding === 'valid' ? 'valid' : 'same' } as const;
    return isMax ? tf.layers.maxPooling2d(args) : tf.layers.averagePooling2d(args);
  }
  const args = { name, poolSize, strides, padding: padding === 'around' ? poolSize >> 1 : 0, ceil };
  return isMax ? new PaddedMaxPooling2D(args) : new PaddedAveragePooling2D({ ...args, countsPadding });
}

/** The same branches with the filters of each convolution scaled by `alpha`. */
export function scaledBranches(branches: readonly Branch[], alpha: number): Branch[] {
  return branches.map((branch) =>
    branch.map((step) =>
      'split' in step ? { ...step, split: scaledBranches(step.split, alpha) } : scaledStep(step, alpha),
    ),
  );
}

export function scaledStep<Step extends ConvolutionStep | PoolingStep>(step: Step, alpha: number): Step {
  return 'conv' in step ? { ...step, conv: scaledWidth(step.conv, alpha) } : step;
}
