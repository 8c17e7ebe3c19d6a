import * as tf from '@tensorflow/tfjs';
import { gaussianTensor } from './gaussian';

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
    return drawn(shape, shape.slice(0, -1));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {};
  }
}
tf.serialization.registerClass(KaimingNormal);

/** The same for kernels `[height, width, channels, multiplier]` that see one channel each. */
export class KaimingDepthwise extends KaimingNormal {
  static override className = 'KaimingDepthwise';

  override apply(shape: tf.Shape): tf.Tensor {
    return drawn(shape, shape.slice(0, 2));
  }
}
tf.serialization.registerClass(KaimingDepthwise);

function drawn(shape: tf.Shape, fanIn: tf.Shape): tf.Tensor {
  const inputs = fanIn.reduce<number>((product, length) => product * Number(length), 1);
  return gaussianTensor(shape, Math.sqrt(2 / inputs));
}
