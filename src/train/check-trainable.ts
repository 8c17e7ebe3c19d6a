import type * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { Block } from '../layers/block';
import type { Recipe } from './recipe';

/** tfjs's layers that draw random numbers of their own, and ours that take their place. */
const UNSEEDED: Record<string, string> = {
  Dropout: 'Dropout of convzoo',
  SpatialDropout1D: 'Dropout of convzoo',
  AlphaDropout: 'Dropout of convzoo',
  GaussianDropout: 'Dropout of convzoo',
  GaussianNoise: 'augmented images',
};

/**
 * Checks that a model can be trained by the recipe, exactly and again.
 *
 * @throws ConvzooError that names the layer that draws random numbers which no seed reaches, or both counts of
 *   auxiliary heads
 */
export function checkTrainable(model: tf.LayersModel, { auxiliaryWeights }: Recipe): void {
  const heads = model.outputs.length - 1;
  if (heads !== auxiliaryWeights.length) {
    throw new ConvzooError(
      `${model.name}: it has ${heads} auxiliary heads (outputs after the first), and the recipe gives ` +
        `${auxiliaryWeights.length} auxiliaryWeights`,
    );
  }
  for (const layer of allLayers(model.layers)) {
    const remedy = UNSEEDED[layer.getClassName()];
    if (remedy === undefined) continue;
    throw new ConvzooError(
      `${model.name}: layer ${layer.name} is tfjs's ${layer.getClassName()}, whose random numbers can't be drawn ` +
        `again on resuming nor in a graph; use ${remedy}`,
    );
  }
}

/** With those inside of blocks and models. */
function allLayers(layers: tf.layers.Layer[]): tf.layers.Layer[] {
  return layers.flatMap((layer) => {
    const inner = layer instanceof Block ? layer.inner : layer;
    return 'layers' in inner ? allLayers(inner.layers) : [layer];
  });
}
