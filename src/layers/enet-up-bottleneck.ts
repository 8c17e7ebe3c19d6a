import * as tf from '@tensorflow/tfjs';
import { convolution } from './convolution';
import { batchNorm, ENetBlock } from './enet-block';
import { KaimingNormal } from './kaiming-normal';
import { MaxUnpooling2D } from './max-unpooling';
import { through } from './through';

/**
 * The bottleneck of ENet that doubles height and width: by a transposed convolution in the branch, by max unpooling
 * behind a 1x1 convolution in the main branch. Paszke et al. 2016, arXiv:1606.02147, figure 2b.
 *
 * Inputs: `[batch, height, width, channels]`, and the indices of the pooling that it undoes, as a `MaxPoolIndices2D`
 * gives them, `[batch, height, width, filters]`. Output: `[batch, 2 * height, 2 * width, filters]`.
 */
export class ENetUpBottleneck extends ENetBlock {
  static className = 'ENetUpBottleneck';

  protected override graph(x: tf.SymbolicTensor, indices: tf.SymbolicTensor): tf.SymbolicTensor {
    const { reduced, filters } = this;
    const values = through(x, [
      ...convolution({ name: 'main_conv', filters, kernelSize: 1 }),
      batchNorm('main_bn'),
    ]);
    const main = new MaxUnpooling2D({ name: 'unpool' }).apply([values, indices]) as tf.SymbolicTensor;
    const reduction = convolution({ name: 'conv1', filters: reduced, kernelSize: 1 });
    return this.sum(main, through(x, this.branch(reduction, transposed(reduced))));
  }
}
tf.serialization.registerClass(ENetUpBottleneck);

/** 3x3 of stride 2, cut by one row and column to twice the size, as PyTorch's with padding and output padding of 1. */
function transposed(filters: number): tf.layers.Layer[] {
  return [
    tf.layers.conv2dTranspose({
      name: 'conv2',
      filters,
      kernelSize: 3,
      strides: 2,
      kernelInitializer: KaimingNormal.className,
    }),
    tf.layers.cropping2D({
      name: 'conv2_crop',
      cropping: [
        [1, 0],
        [1, 0],
      ],
    }),
  ];
}
