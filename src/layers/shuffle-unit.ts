import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { Block } from './block';
import { ChannelShuffle } from './channel-shuffle';
import { depthwiseConvolution } from './convolution';
import { groupedConvolution } from './grouped-convolution';
import { normalised } from './normalised-convolution';
import { PaddedAveragePooling2D } from './padded-pooling';
import { channelsOf } from './shapes';
import { through } from './through';

export interface ShuffleUnitArgs {
  name?: string;
  trainable?: boolean;
  /** Channels that come out, a multiple of 4 times the groups; a quarter of them lie between the convolutions. */
  filters: number;
  /** Of the 1x1 convolutions. */
  groups: number;
  /** Of the first 1x1 convolution, where it has others. */
  firstGroups?: number | undefined;
  /** 1 or 2; 1 unless told. */
  strides?: number;
  /** Whether the channels are shuffled between the groups; true unless told. */
  shuffle?: boolean;
  /** Whether a ReLU follows the depthwise convolution, as in unit (a); false unless told. */
  activatesDepthwise?: boolean | undefined;
  /** Whether the padding counts in the shortcut's averages; true unless told. */
  countsPadding?: boolean | undefined;
  /** Whether convolutions have a bias; false unless told. */
  useBias?: boolean | undefined;
}

/**
 * The unit of a ShuffleNet: 1x1 convolution, shuffle, depthwise 3x3 and 1x1 convolution, each convolution with batch
 * norm. Zhang et al. 2017, arXiv:1707.01083, figure 2: (b) adds the input, with strides of 2 (c) puts the averaged
 * input before its own channels; ReLU follows. (a) is one group, no shuffle, and `activatesDepthwise`.
 *
 * Input: `[batch, height, width, channels]`, of as many channels as filters, or fewer with strides of 2. Output:
 * `[batch, height / strides, width / strides, filters]`, rounded up.
 */
export class ShuffleUnit extends Block {
  static className = 'ShuffleUnit';
  readonly filters: number;
  readonly groups: number;
  readonly firstGroups: number;
  readonly strides: number;
  readonly shuffle: boolean;
  readonly activatesDepthwise: boolean;
  readonly countsPadding: boolean;
  readonly useBias: boolean;

  constructor({
    filters,
    groups,
    firstGroups = groups,
    strides = 1,
    shuffle = true,
    activatesDepthwise = false,
    countsPadding = true,
    useBias = false,
    ...args
  }: ShuffleUnitArgs) {
    super(args);
    if (!Number.isInteger(filters / (4 * groups)))
      throw new ConvzooError(`${this.name}: filters must be a multiple of ${4 * groups}, got ${filters}`);
    this.filters = filters;
    this.groups = groups;
    this.firstGroups = firstGroups;
    this.strides = strides;
    this.shuffle = shuffle;
    this.activatesDepthwise = activatesDepthwise;
    this.countsPadding = countsPadding;
    this.useBias = useBias;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const { filters, groups, strides } = this;
    const channels = channelsOf(x.shape, this.name);
    const widens = strides > 1;
    const made = widens ? filters - channels : filters;
    if (made <= 0 || (!widens && channels !== filters)) {
      const expected = widens ? `fewer than ${filters}` : String(filters);
      throw new ConvzooError(
        `${this.name}: with strides of ${strides} the input must have ${expected} channels, got ${channels}`,
      );
    }
    const branch = through(x, [
      ...this.pointwise('gconv1', filters / 4, this.firstGroups, true),
      ...(this.shuffle ? [new ChannelShuffle({ name: 'shuffle', groups })] : []),
      ...this.depthwise(),
      ...this.pointwise('gconv2', made, groups, false),
    ]);
    const joined = widens
      ? tf.layers.concatenate({ name: 'concat' }).apply([through(x, [this.average()]), branch])
      : tf.layers.add({ name: 'add' }).apply([x, branch]);
    return through(joined as tf.SymbolicTensor, [tf.layers.reLU({ name: 'relu' })]);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, groups, firstGroups, strides, shuffle, activatesDepthwise, countsPadding, useBias } =
      this;
    return {
      ...super.getConfig(),
      filters,
      groups,
      firstGroups,
      strides,
      shuffle,
      activatesDepthwise,
      countsPadding,
      useBias,
    };
  }

  private pointwise(name: string, filters: number, groups: number, isActivated: boolean): tf.layers.Layer[] {
    const { useBias } = this;
    const layers = groupedConvolution({ name, filters, kernelSize: 1, groups, useBias });
    return normalised(name, layers, { batchNorm: BATCH_NORM, isActivated });
  }

  private depthwise(): tf.layers.Layer[] {
    const { strides, useBias, activatesDepthwise } = this;
    const name = 'dwconv';
    const layers = depthwiseConvolution({ name, kernelSize: 3, strides, useBias });
    return normalised(name, layers, { batchNorm: BATCH_NORM, isActivated: activatesDepthwise });
  }

  private average(): tf.layers.Layer {
    const { strides, countsPadding } = this;
    return new PaddedAveragePooling2D({ name: 'shortcut', poolSize: 3, strides, padding: 1, countsPadding });
  }
}
tf.serialization.registerClass(ShuffleUnit);

const BATCH_NORM = { epsilon: 1e-5 };
