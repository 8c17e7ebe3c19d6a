import * as tf from '@tensorflow/tfjs';
import { Block } from './block';
import { PaddedMaxPooling2D } from './padded-pooling';
import { separableConvolution } from './separable-convolution';
import { shortcutLayers } from './shortcut';
import { through } from './through';

/** A max pooling of 3x3. */
export interface XceptionPooling {
  strides: number;
  /** As TensorFlow pads, odd pixels at the bottom and right, or by one pixel on each side, as PyTorch ports have it. */
  padding: 'same' | 'around';
}

export interface XceptionBlockArgs {
  name?: string;
  trainable?: boolean;
  /** Filters of the separable 3x3 convolutions, in order. */
  filters: number[];
  /** Whether a ReLU stands before the first of them too; true unless told. */
  activatesInput?: boolean;
  /** Ends the branch, and the shortcut is a 1x1 convolution with its strides; without it the shape stays. */
  pooling?: XceptionPooling | undefined;
  /** Whether the shortcut's convolution has a bias; false unless told. */
  useBias?: boolean | undefined;
  /** Of the batch norms; 1e-3 unless told. */
  epsilon?: number | undefined;
}

/**
 * The module of Xception: separable convolutions, each behind a ReLU and before a batch norm, and a shortcut around
 * them. Chollet 2016, arXiv:1610.02357, figure 5.
 *
 * Input: `[batch, height, width, channels]`. Output: `[batch, height / s, width / s, filters]`, rounded up, where s are
 * the pooling's strides and filters those of the last convolution. Without pooling they are the input's channels.
 */
export class XceptionBlock extends Block {
  static className = 'XceptionBlock';
  private readonly filters: number[];
  private readonly activatesInput: boolean;
  private readonly pooling: XceptionPooling | undefined;
  private readonly useBias: boolean;
  private readonly epsilon: number;

  constructor({
    filters,
    activatesInput = true,
    pooling,
    useBias = false,
    epsilon = 1e-3,
    ...args
  }: XceptionBlockArgs) {
    super(args);
    this.filters = filters;
    this.activatesInput = activatesInput;
    this.pooling = pooling;
    this.useBias = useBias;
    this.epsilon = epsilon;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const convolutions = this.filters.flatMap((filters, i) => [
      ...(i === 0 && !this.activatesInput ? [] : [tf.layers.reLU({ name: `relu${i + 1}` })]),
      ...separableConvolution({
        name: `conv${i + 1}`,
        filters,
        kernelSize: 3,
        batchNorm: { epsilon: this.epsilon },
        isActivated: false,
      }),
    ]);
    const branch = through(x, [...convolutions, ...this.pool()]);
    return tf.layers.add({ name: 'add' }).apply([branch, this.shortcut(x)]) as tf.SymbolicTensor;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, activatesInput, pooling, useBias, epsilon } = this;
    return {
      ...super.getConfig(),
      filters: [...filters],
      activatesInput,
      ...(pooling && { pooling: { ...pooling } }),
      useBias,
      epsilon,
    };
  }

  private pool(): tf.layers.Layer[] {
    if (this.pooling === undefined) return [];
    const { strides, padding } = this.pooling;
    const args = { name: 'pool', poolSize: 3, strides };
    return padding === 'same'
      ? [tf.layers.maxPooling2d({ ...args, padding })]
      : [new PaddedMaxPooling2D({ ...args, padding: 1 })];
  }

  private shortcut(x: tf.SymbolicTensor): tf.SymbolicTensor {
    if (this.pooling === undefined) return x;
    const { useBias, epsilon } = this;
    const filters = this.filters.at(-1) ?? 0;
    return through(
      x,
      shortcutLayers('projection', { strides: this.pooling.strides, filters, useBias, epsilon }),
    );
  }
}
tf.serialization.registerClass(XceptionBlock);
