import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { FractalBlock } from './fractal-block';

/** What `getConfig` of a functional model says of its layers. */
interface LayerConfig {
  className: string;
  config: tf.serialization.ConfigDict;
  inboundNodes: unknown[][];
}

/**
 * One column of a trained fractal net: a plain net with copies of that column's weights. Larsson et al. 2017,
 * arXiv:1605.07648, section 3.1: drop-path trains every column to do well alone.
 *
 * @param column counted from 1, the shallowest; the deepest unless told
 * @returns a model of its own with the input and output of the net
 * @throws ConvzooError where the net has no block with such a column
 */
export function fractalColumn(model: tf.LayersModel, column?: number): tf.LayersModel {
  const blocks = model.layers.filter((layer) => layer instanceof FractalBlock);
  if (blocks.length === 0) throw new ConvzooError(`${model.name}: has no fractal blocks to take a column of`);
  const config = model.getConfig();
  const layers = (config['layers'] as unknown as LayerConfig[]).map((layer) => {
    if (layer.className !== FractalBlock.className) return layer;
    const only = column ?? layer.config['columns'];
    // Without joins a block draws no columns.
    const inboundNodes = layer.inboundNodes.map((inputs) => inputs.slice(0, 1));
    return { ...layer, config: { ...layer.config, column: only }, inboundNodes };
  });
  const changed = { ...config, layers } as unknown as tf.serialization.ConfigDict;
  const plain = tf.LayersModel.fromConfig(tf.LayersModel, changed, {}, true) as tf.LayersModel;
  const weights = new Map(model.weights.map((weight) => [weight.originalName, weight]));
  for (const weight of plain.weights) {
    const source = weights.get(weight.originalName);
    if (source === undefined) throw new Error(`${model.name}: has no weight ${weight.originalName}`);
    tf.tidy(() => {
      weight.write(tf.clone(source.read()));
    });
  }
  return plain;
}
