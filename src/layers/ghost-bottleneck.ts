import * as tf from '@tensorflow/tfjs';
import { Block } from './block';
import { convolution, depthwiseConvolution } from './convolution';
import { GhostModule, type Ghosts } from './ghost-module';
import { normalised } from './normalised-convolution';
import { channelsOf } from './shapes';
import { SqueezeExcite } from './squeeze-excite';
import { through } from './through';

export interface GhostBottleneckArgs extends Ghosts {
  name?: string;
  trainable?: boolean;
  /** Channels between the two ghost modules. */
  expanded: number;
  filters: number;
  /** Of the depthwise convolutions of a block that strides. */
  kernelSize: number;
  strides: number;
  /** Channels within a squeeze and excitation between the two; 0 for none, and unless told. */
  squeezed?: number;
}

/**
 * The block of a GhostNet: a ghost module that widens, a depthwise convolution if it strides, squeeze and excitation
 * if told, and a ghost module without ReLU that narrows, plus the input. Han et al. 2019, arXiv:1911.11907, figure 3.
 *
 * Input: `[batch, height, width, channels]`. Output: `[batch, height / strides, width / strides, filters]`, rounded
 * up. Where the shape changes, the input passes a depthwise and a 1x1 convolution, each with batch norm.
 */
export class GhostBottleneck extends Block {
  static className = 'GhostBottleneck';
  readonly expanded: number;
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly squeezed: number;
  readonly ratio: number;
  readonly cheapKernelSize: number;

  constructor({
    expanded,
    filters,
    kernelSize,
    strides,
    squeezed = 0,
    ratio = 2,
    cheapKernelSize = 3,
    ...args
  }: GhostBottleneckArgs) {
    super(args);
    this.expanded = expanded;
    this.filters = filters;
    this.kernelSize = kernelSize;
    this.strides = strides;
    this.squeezed = squeezed;
    this.ratio = ratio;
    this.cheapKernelSize = cheapKernelSize;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const { expanded, filters, strides, squeezed, ratio, cheapKernelSize } = this;
    const branch = [
      new GhostModule({ name: 'ghost1', filters: expanded, ratio, cheapKernelSize }),
      ...(strides > 1 ? this.depthwise('dw') : []),
      ...(squeezed > 0 ? [new SqueezeExcite({ name: 'se', squeezed })] : []),
      new GhostModule({ name: 'ghost2', filters, ratio, cheapKernelSize, isActivated: false }),
    ];
    const sum = tf.layers.add({ name: 'add' });
    return sum.apply([through(x, branch), through(x, this.shortcut(x))]) as tf.SymbolicTensor;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { expanded, filters, kernelSize, strides, squeezed, ratio, cheapKernelSize } = this;
    return { ...super.getConfig(), expanded, filters, kernelSize, strides, squeezed, ratio, cheapKernelSize };
  }

  private shortcut(x: tf.SymbolicTensor): tf.layers.Layer[] {
    const { filters, strides } = this;
    if (strides === 1 && channelsOf(x.shape, this.name) === filters) return [];
    const name = 'shortcut_pw';
    return [
      ...this.depthwise('shortcut_dw'),
      ...normalised(name, convolution({ name, filters, kernelSize: 1 }), LINEAR),
    ];
  }

  private depthwise(name: string): tf.layers.Layer[] {
    const { kernelSize, strides } = this;
    return normalised(name, depthwiseConvolution({ name, kernelSize, strides }), LINEAR);
  }
}
tf.serialization.registerClass(GhostBottleneck);

const LINEAR = { batchNorm: { epsilon: 1e-5 }, isActivated: false };
