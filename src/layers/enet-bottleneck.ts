import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { convolution } from './convolution';
import { DilatedConv2D } from './dilated-conv2d';
import { ENetBlock, type ENetBlockArgs } from './enet-block';
import { KaimingNormal } from './kaiming-normal';
import { through } from './through';

export interface ENetBottleneckArgs extends ENetBlockArgs {
  /** Steps between neighbours in the 3x3 kernel; 1 unless told. */
  dilation?: number | undefined;
  /** In place of the 3x3 convolution: the length of one that is a row and one that is a column, an odd number. */
  asymmetric?: number | undefined;
}

/**
 * The bottleneck of ENet that keeps its input's shape: regular, dilated or asymmetric. Paszke et al. 2016,
 * arXiv:1606.02147, figure 2b and section 3.
 *
 * Input and output: `[batch, height, width, filters]`.
 */
export class ENetBottleneck extends ENetBlock {
  static className = 'ENetBottleneck';
  private readonly dilation: number;
  private readonly asymmetric: number | undefined;

  constructor({ dilation = 1, asymmetric, ...args }: ENetBottleneckArgs) {
    super(args);
    if (dilation > 1 && asymmetric !== undefined)
      throw new ConvzooError(
        `${this.name}: dilation ${dilation} and asymmetric ${asymmetric}, expected one of them`,
      );
    this.dilation = dilation;
    this.asymmetric = asymmetric;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const reduction = convolution({ name: 'conv1', filters: this.reduced, kernelSize: 1 });
    return this.sum(x, through(x, this.branch(reduction, this.middle())));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { dilation, asymmetric } = this;
    return { ...super.getConfig(), dilation, ...(asymmetric !== undefined && { asymmetric }) };
  }

  private middle(): tf.layers.Layer[] {
    const { reduced: filters, asymmetric, dilation } = this;
    if (asymmetric !== undefined) {
      return [
        ...convolution({ name: 'conv2a', filters, kernelSize: [1, asymmetric] }),
        ...convolution({ name: 'conv2b', filters, kernelSize: [asymmetric, 1], useBias: true }),
      ];
    }
    if (dilation === 1) return convolution({ name: 'conv2', filters, kernelSize: 3, useBias: true });
    const kernelInitializer = KaimingNormal.className;
    return [
      new DilatedConv2D({
        name: 'conv2',
        filters,
        kernelSize: 3,
        dilation,
        padding: 'same',
        kernelInitializer,
      }),
    ];
  }
}
tf.serialization.registerClass(ENetBottleneck);
