import * as tf from '@tensorflow/tfjs';
import { BatchNorm } from './batch-norm';
import { Block } from './block';
import { convolution } from './convolution';
import { shortcutLayers, type Shortcut } from './shortcut';
import { through } from './through';

/** A convolution of a residual block. */
export interface BlockConvolution {
  kernelSize: number;
  filters: number;
  strides: number;
}

export interface ResidualBlockArgs {
  name?: string;
  trainable?: boolean;
  /** In order; two 3x3 make a basic block, 1x1, 3x3, 1x1 a bottleneck. */
  convolutions: BlockConvolution[];
  shortcut: Shortcut;
  /** Whether convolutions have a bias; false unless told. */
  useBias?: boolean | undefined;
  /** Of the batch norms; 1e-5 unless told. */
  epsilon?: number | undefined;
}

/**
 * The block of a ResNet: batch norm after each convolution, ReLU between them and after the addition. He et al.
 * 2015, arXiv:1512.03385, figures 2 and 5.
 *
 * Input: `[batch, height, width, channels]`. Output: `[batch, height / s, width / s, filters]`, rounded up, where s
 * is the product of the strides and filters those of the last convolution. An `identity` needs them equal.
 */
export class ResidualBlock extends Block {
  static className = 'ResidualBlock';
  protected readonly convolutions: BlockConvolution[];
  protected readonly shortcut: Shortcut;
  protected readonly useBias: boolean;
  protected readonly epsilon: number;

  constructor({ convolutions, shortcut, useBias = false, epsilon = 1e-5, ...args }: ResidualBlockArgs) {
    super(args);
    this.convolutions = convolutions;
    this.shortcut = shortcut;
    this.useBias = useBias;
    this.epsilon = epsilon;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const branch = this.convolutions.flatMap((_, i) => [
      ...(i === 0 ? [] : [this.relu(i)]),
      ...this.convolution(i + 1),
      this.batchNorm(i + 1),
    ]);
    return through(this.sum(through(x, branch), x), [tf.layers.reLU({ name: 'relu' })]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { convolutions, shortcut, useBias, epsilon } = this;
    return {
      ...super.getConfig(),
      convolutions: convolutions.map((each) => ({ ...each })),
      shortcut,
      useBias,
      epsilon,
    };
  }

  /** The convolution of that number, counted from 1. */
  protected convolution(number: number): tf.layers.Layer[] {
    const convolved = this.convolutions[number - 1];
    if (convolved === undefined) throw new Error(`${this.name}: has no convolution ${number}`);
    return convolution({ ...convolved, name: `conv${number}`, useBias: this.useBias });
  }

  protected batchNorm(number: number): tf.layers.Layer {
    return new BatchNorm({ name: `bn${number}`, momentum: 0.9, epsilon: this.epsilon });
  }

  protected relu(number: number): tf.layers.Layer {
    return tf.layers.reLU({ name: `relu${number}` });
  }

  /** What the branch came to plus the shortcut from `source`. */
  protected sum(branch: tf.SymbolicTensor, source: tf.SymbolicTensor): tf.SymbolicTensor {
    if (this.shortcut === 'none') return branch;
    const { useBias, epsilon } = this;
    const strides = this.convolutions.reduce((product, each) => product * each.strides, 1);
    const filters = this.convolutions.at(-1)?.filters ?? 0;
    const layers = shortcutLayers(this.shortcut, { strides, filters, useBias, epsilon });
    return tf.layers.add({ name: 'add' }).apply([branch, through(source, layers)]) as tf.SymbolicTensor;
  }
}
tf.serialization.registerClass(ResidualBlock);
