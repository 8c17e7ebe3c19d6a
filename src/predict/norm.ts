import * as tf from '@tensorflow/tfjs';
import { BatchNorm } from '../layers/batch-norm';
import type { LayerCall } from './layer-graph';

/** A batch norm in inference, `x * scale + offset` for each channel. */
export interface Norm {
  /** `[channels]` */
  scale: tf.Tensor1D;
  /** `[channels]` */
  offset: tf.Tensor1D;
}

/** The weights that both our layer and tfjs's have. */
interface Weights {
  gamma?: tf.LayerVariable | null;
  beta?: tf.LayerVariable | null;
  movingMean: tf.LayerVariable;
  movingVariance: tf.LayerVariable;
}

/** Whether a call is of a batch norm over the last axis. */
export function isNorm({ layer, inputs }: LayerCall): boolean {
  if (layer instanceof BatchNorm) return true;
  if (layer.getClassName() !== 'BatchNormalization') return false;
  const axis = layer.getConfig()['axis'];
  return axis === -1 || axis === (inputs[0]?.shape.length ?? 0) - 1;
}

/** What a batch norm multiplies with and adds. The caller disposes of it. */
export function normOf(layer: tf.layers.Layer): Norm {
  const { gamma, beta, movingMean, movingVariance } = layer as unknown as Weights;
  return tf.tidy(() => {
    const inverse = tf.rsqrt(tf.add(movingVariance.read(), layer.getConfig()['epsilon'] as number));
    const scale = gamma == null ? inverse : tf.mul(inverse, gamma.read());
    const shift = tf.neg(tf.mul(movingMean.read(), scale));
    return {
      scale: scale as tf.Tensor1D,
      offset: (beta == null ? shift : tf.add(shift, beta.read())) as tf.Tensor1D,
    };
  });
}
