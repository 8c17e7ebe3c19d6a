import * as tf from '@tensorflow/tfjs';
import { activatedConvolution } from './activated-convolution';
import { Block } from './block';
import { convolution } from './convolution';
import { concatenated, through } from './through';

/**
 * What is added to a fire module's output, section 6:
 *
 * - `none`: nothing;
 * - `simple`: its input, where that has as many channels;
 * - `complex`: the same, and where it has others a 1x1 convolution of it.
 */
export type Bypass = 'none' | 'simple' | 'complex';

export interface FireArgs {
  name?: string;
  trainable?: boolean;
  /** Filters of the 1x1 convolution before the others. */
  squeeze: number;
  /** Filters of the 1x1 and of the 3x3 convolution behind it. */
  expand1x1: number;
  expand3x3: number;
  /** `'none'` unless told. */
  bypass?: Bypass | undefined;
  /** Whether batch norm stands behind each of the three convolutions; false unless told. */
  batchNorm?: boolean | undefined;
}

/**
 * The module of a SqueezeNet: a 1x1 convolution to few channels, then a 1x1 and a 3x3 convolution side by side, each
 * with a ReLU. Iandola et al. 2016, arXiv:1602.07360, section 3.2 and figure 1.
 *
 * Input: `[batch, height, width, channels]`. Output: `[batch, height, width, expand1x1 + expand3x3]`, those of the
 * 1x1 convolution first; what the bypass adds passes no ReLU.
 */
export class Fire extends Block {
  static className = 'Fire';
  private readonly squeeze: number;
  private readonly expand1x1: number;
  private readonly expand3x3: number;
  private readonly bypass: Bypass;
  private readonly batchNorm: boolean;

  constructor({ squeeze, expand1x1, expand3x3, bypass = 'none', batchNorm = false, ...args }: FireArgs) {
    super(args);
    this.squeeze = squeeze;
    this.expand1x1 = expand1x1;
    this.expand3x3 = expand3x3;
    this.bypass = bypass;
    this.batchNorm = batchNorm;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const { batchNorm } = this;
    const convolved = (name: string, filters: number, kernelSize: number) =>
      activatedConvolution({ name, filters, kernelSize, batchNorm });
    const squeezed = through(x, convolved('squeeze', this.squeeze, 1));
    const expanded = concatenated('concat', squeezed, [
      convolved('expand1x1', this.expand1x1, 1),
      convolved('expand3x3', this.expand3x3, 3),
    ]);
    return this.sum(expanded, x);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { squeeze, expand1x1, expand3x3, bypass, batchNorm } = this;
    return { ...super.getConfig(), squeeze, expand1x1, expand3x3, bypass, batchNorm };
  }

  private sum(expanded: tf.SymbolicTensor, x: tf.SymbolicTensor): tf.SymbolicTensor {
    const filters = this.expand1x1 + this.expand3x3;
    const isAlike = x.shape.at(-1) === filters;
    if (this.bypass === 'none' || (this.bypass === 'simple' && !isAlike)) return expanded;
    const projection = convolution({ name: 'bypass', filters, kernelSize: 1, useBias: true });
    const added = through(x, isAlike ? [] : projection);
    return tf.layers.add({ name: 'add' }).apply([expanded, added]) as tf.SymbolicTensor;
  }
}
tf.serialization.registerClass(Fire);
