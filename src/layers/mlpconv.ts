import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { activatedConvolution } from './activated-convolution';
import { Block } from './block';
import type { Padding } from './convolution';
import { initializerOf, serialized, type InitializerLike } from './initializer';
import { KaimingNormal } from './kaiming-normal';
import { through } from './through';

export interface MlpconvArgs {
  name?: string;
  trainable?: boolean;
  /** Of the convolution, and of each of the 1x1 ones behind it. */
  filters: readonly number[];
  /** Height and width of the first convolution's kernels. */
  kernelSize: number;
  /** Of the first convolution; 1 unless told. */
  strides?: number;
  /** Of the first convolution; `'around'` unless told. */
  padding?: Padding;
  /** How the kernels of all begin; as He's unless told. */
  kernelInitializer?: InitializerLike;
}

/**
 * A convolution whose filters are small nets: behind it 1x1 convolutions, the nets' layers, each with a ReLU. Lin et al.
 * 2013, arXiv:1312.4400, section 3.1 and figure 1.
 *
 * Input: `[batch, height, width, channels]`. Output: `[batch, outHeight, outWidth, filters]`, filters those of the last.
 */
export class Mlpconv extends Block {
  static className = 'Mlpconv';
  private readonly filters: readonly number[];
  private readonly kernelSize: number;
  private readonly strides: number;
  private readonly padding: Padding;
  private readonly kernelInitializer: InitializerLike;

  constructor({
    filters,
    kernelSize,
    strides = 1,
    padding = 'around',
    kernelInitializer = KaimingNormal.className,
    ...args
  }: MlpconvArgs) {
    super(args);
    if (filters.length === 0)
      throw new ConvzooError(`${this.name}: filters must name those of one layer at least`);
    this.filters = filters;
    this.kernelSize = kernelSize;
    this.strides = strides;
    this.padding = padding;
    this.kernelInitializer = kernelInitializer;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const { kernelSize, strides, padding, kernelInitializer } = this;
    const layers = this.filters.flatMap((filters, i) => {
      const common = { filters, kernelInitializer };
      if (i === 0) return activatedConvolution({ ...common, name: 'conv', kernelSize, strides, padding });
      return activatedConvolution({ ...common, name: `cccp${i}`, kernelSize: 1 });
    });
    return through(x, layers);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, strides, padding } = this;
    const kernelInitializer = serialized(initializerOf(this.kernelInitializer));
    return { ...super.getConfig(), filters: [...filters], kernelSize, strides, padding, kernelInitializer };
  }
}
tf.serialization.registerClass(Mlpconv);
