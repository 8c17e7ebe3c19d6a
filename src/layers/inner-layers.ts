import type * as tf from '@tensorflow/tfjs';
import { Block } from './block';

/** Layers with those inside of blocks and models in their place. */
export function innerLayers(layers: readonly tf.layers.Layer[]): tf.layers.Layer[] {
  return layers.flatMap((layer) => {
    const inner = layer instanceof Block ? layer.inner : layer;
    return 'layers' in inner ? innerLayers(inner.layers) : [layer];
  });
}
