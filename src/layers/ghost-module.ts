import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { Block } from './block';
import { convolution, depthwiseConvolution } from './convolution';
import { FirstChannels } from './first-channels';
import { normalised } from './normalised-convolution';
import { through } from './through';

/** How a ghost module makes its cheap maps. */
export interface Ghosts {
  /** The paper's s: one map in so many is made by the convolution; 2 unless told. */
  ratio?: number;
  /** The paper's d: height and width of the cheap kernels; 3 unless told. */
  cheapKernelSize?: number;
}

export interface GhostModuleArgs extends Ghosts {
  name?: string;
  trainable?: boolean;
  /** Maps that come out. */
  filters: number;
  /** Height and width of the convolution's kernels; 1 unless told. */
  kernelSize?: number;
  /** Of the convolution; 1 unless told. */
  strides?: number;
  /** Whether a ReLU stands behind both batch norms; true unless told. */
  isActivated?: boolean;
}

/**
 * A convolution makes some of the maps, a kernel for each of these makes the others from them: the ghosts. Batch
 * norm and ReLU are part of both. Han et al. 2019, arXiv:1911.11907, section 3.1.
 *
 * Input: `[batch, height, width, channels]`. Output: `[batch, height / strides, width / strides, filters]`, rounded
 * up: the convolution's maps first, of the ghosts as many as are still needed.
 */
export class GhostModule extends Block {
  static className = 'GhostModule';
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly ratio: number;
  readonly cheapKernelSize: number;
  readonly isActivated: boolean;

  constructor({
    filters,
    kernelSize = 1,
    strides = 1,
    ratio = 2,
    cheapKernelSize = 3,
    isActivated = true,
    ...args
  }: GhostModuleArgs) {
    super(args);
    if (!Number.isInteger(ratio) || ratio < 2)
      throw new ConvzooError(`${this.name}: ratio must be an integer of at least 2, got ${ratio}`);
    this.filters = filters;
    this.kernelSize = kernelSize;
    this.strides = strides;
    this.ratio = ratio;
    this.cheapKernelSize = cheapKernelSize;
    this.isActivated = isActivated;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const { filters, kernelSize, strides, ratio, cheapKernelSize, isActivated } = this;
    const made = Math.ceil(filters / ratio);
    const behind = { batchNorm: { epsilon: 1e-5 }, isActivated };
    const primary = convolution({ name: 'primary', filters: made, kernelSize, strides });
    const cheap = depthwiseConvolution({
      name: 'cheap',
      kernelSize: cheapKernelSize,
      depthMultiplier: ratio - 1,
    });
    const maps = through(x, normalised('primary', primary, behind));
    const ghosts = through(maps, normalised('cheap', cheap, behind));
    const all = tf.layers.concatenate({ name: 'concat' }).apply([maps, ghosts]) as tf.SymbolicTensor;
    return made * ratio === filters
      ? all
      : through(all, [new FirstChannels({ name: 'cut', channels: filters })]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, strides, ratio, cheapKernelSize, isActivated } = this;
    return { ...super.getConfig(), filters, kernelSize, strides, ratio, cheapKernelSize, isActivated };
  }
}
tf.serialization.registerClass(GhostModule);
