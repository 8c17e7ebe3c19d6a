import type * as tf from '@tensorflow/tfjs';
import type { Layout } from './layout';
import { rewrite } from './pattern';

/**
 * Layers by their names, `stage{s}_block{b}/conv{i}` here and `layer{s}.{b-1}.conv{i}` there: letters in braces stand
 * for numbers, shifted or not.
 */
export type LayerNames = readonly [ours: string, theirs: string];

/**
 * Layers by their position: from one of our layers to another, in the model's order, all of them numbered from 0,
 * as PyTorch numbers those of an `nn.Sequential`: `features.0`, `features.1`.
 */
export interface LayerSequence {
  from: string;
  to: string;
  theirs: string;
}

/** How another implementation of a family names and lays out the weights. */
export interface NameMap {
  layout: Layout;
  /** The first that fits a layer holds. */
  layers: readonly (LayerNames | LayerSequence)[];
}

/** The other implementation's name of a layer, given as a path such as `stage1_block1/conv1`. */
export function foreignLayer(path: string, model: tf.LayersModel, { layers }: NameMap): string | undefined {
  for (const rule of layers) {
    const name = isSequence(rule) ? inSequence(path, model, rule) : rewrite(path, ...rule);
    if (name !== undefined) return name;
  }
  return undefined;
}

function isSequence(rule: LayerNames | LayerSequence): rule is LayerSequence {
  return !Array.isArray(rule);
}

function inSequence(path: string, model: tf.LayersModel, rule: LayerSequence): string | undefined {
  const names = model.layers.map((layer) => layer.name);
  const [first, last, index] = [rule.from, rule.to, path].map((name) => names.indexOf(name));
  if (first === undefined || last === undefined || index === undefined) return undefined;
  if (first < 0 || index < first || index > last) return undefined;
  return `${rule.theirs}.${index - first}`;
}
