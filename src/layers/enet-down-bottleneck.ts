import * as tf from '@tensorflow/tfjs';
import { convolution } from './convolution';
import { ENetBlock } from './enet-block';
import { SubsampleAndPad } from './subsample-and-pad';
import { through } from './through';

/**
 * The bottleneck of ENet that halves height and width: by a 2x2 convolution of stride 2 in the branch, by max pooling
 * in the main branch, which gets zero channels behind its own. Paszke et al. 2016, arXiv:1606.02147, figure 2b.
 *
 * Input: `[batch, height, width, channels]`, height and width even, at most as many channels as filters. Output:
 * `[batch, height / 2, width / 2, filters]`. Where its maxima stood, a `MaxPoolIndices2D` of its input tells.
 */
export class ENetDownBottleneck extends ENetBlock {
  static className = 'ENetDownBottleneck';

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const { reduced, filters } = this;
    const main = through(x, [
      tf.layers.maxPooling2d({ name: 'pool', poolSize: 2 }),
      new SubsampleAndPad({ name: 'pad', strides: 1, filters }),
    ]);
    const reduction = {
      name: 'conv1',
      filters: reduced,
      kernelSize: 2,
      strides: 2,
      padding: 'valid',
    } as const;
    const middle = convolution({ name: 'conv2', filters: reduced, kernelSize: 3, useBias: true });
    return this.sum(main, through(x, this.branch(convolution(reduction), middle)));
  }
}
tf.serialization.registerClass(ENetDownBottleneck);
