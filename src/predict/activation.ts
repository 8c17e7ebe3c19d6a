import * as tf from '@tensorflow/tfjs';

/** An activation that every engine can make part of a convolution. */
export interface Activation {
  name: 'relu' | 'relu6' | 'elu' | 'sigmoid' | 'leakyrelu';
  /** Slope below 0 of `leakyrelu`. */
  alpha?: number;
}

/** What a layer that is nothing but an activation computes, where that can be fused. */
export function activationOf(layer: tf.layers.Layer): Activation | undefined {
  const config = layer.getConfig();
  switch (layer.getClassName()) {
    case 'ReLU':
      if (config['maxValue'] == null) return { name: 'relu' };
      return config['maxValue'] === 6 ? { name: 'relu6' } : undefined;
    case 'ReLU6':
      return { name: 'relu6' };
    case 'LeakyReLU':
      return { name: 'leakyrelu', alpha: config['alpha'] as number };
    case 'ELU':
      return config['alpha'] === 1 ? { name: 'elu' } : undefined;
    case 'Activation':
      return activationNamed(config['activation']);
    default:
      return undefined;
  }
}

/** The activation of that name in a layer's config. */
export function activationNamed(name: unknown): Activation | undefined {
  return name === 'relu' || name === 'relu6' || name === 'elu' || name === 'sigmoid' ? { name } : undefined;
}

/** The activation as an operation of its own. */
export function activated(x: tf.Tensor, activation: Activation | undefined): tf.Tensor {
  if (activation === undefined) return x;
  const { name, alpha } = activation;
  return name === 'leakyrelu' ? tf.leakyRelu(x, alpha) : tf[name](x);
}
