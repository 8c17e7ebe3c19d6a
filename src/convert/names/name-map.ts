import type * as tf from '@tensorflow/tfjs';
import { Block } from '../../layers/block';
import type { Layout } from './layout';
import { rewrite } from './pattern';

/**
 * Layers by their names, `stage{s}_block{b}/conv{i}` here and `layer{s}.{b-1}.conv{i}` there: letters in braces stand
 * for numbers, shifted or not. Weights may have other names there than the layout says: `{ kernel: 'pointwise_kernel' }`.
 */
export type LayerNames = readonly [ours: string, theirs: string, weights?: Readonly<Record<string, string>>];

/**
 * Layers by their position: from one of our layers to another, in the model's order, all of them numbered from 0,
 * as PyTorch numbers those of an `nn.Sequential`: `features.0`, `features.1`. Those inside of a block keep
 * their names: `features.3.squeeze`.
 */
export interface LayerSequence {
  from: string;
  to: string;
  theirs: string;
}

/**
 * Layers of a class in the order in which they were made, those with weights that no rule before this one names, as
 * Keras numbers what it is given no name for: `conv2d`, `conv2d_1`.
 */
export interface NumberedLayers {
  className: string;
  theirs: string;
}

/** How another implementation of a family names and lays out the weights. */
export interface NameMap {
  layout: Layout;
  /** The first that fits a layer holds. */
  layers: readonly (LayerNames | LayerSequence | NumberedLayers)[];
  /** Our convolutions that are fully connected layers there. */
  dense?: readonly string[];
}

/** What another implementation calls a layer, and those of its weights that it doesn't call as its layout says. */
export interface ForeignLayer {
  name: string;
  weights: Readonly<Record<string, string>>;
}

/** The other implementation's layers, by the paths of ours, such as `stage1_block1/conv1`. */
export function foreignLayers(model: tf.LayersModel, { layers: rules }: NameMap): Map<string, ForeignLayer> {
  const counts = new Map<NumberedLayers, number>();
  const named = (layer: tf.layers.Layer, path: string): ForeignLayer | undefined => {
    for (const rule of rules) {
      if ('className' in rule) {
        if (layer.getClassName() !== rule.className) continue;
        const count = counts.get(rule) ?? 0;
        counts.set(rule, count + 1);
        return { name: count === 0 ? rule.theirs : `${rule.theirs}_${count}`, weights: {} };
      }
      const [name, weights = {}] =
        'from' in rule ? [inSequence(path, model, rule)] : [rewrite(path, rule[0], rule[1]), rule[2]];
      if (name !== undefined) return { name, weights };
    }
    return undefined;
  };
  const paths = leaves(model).flatMap((layer) => {
    const path = pathOf(layer);
    const foreign = path === undefined ? undefined : named(layer, path);
    return path === undefined || foreign === undefined ? [] : [[path, foreign] as const];
  });
  return new Map(paths);
}

/** The layers, those of blocks too, in the order in which they were made. */
function leaves({ layers }: tf.LayersModel): tf.layers.Layer[] {
  const opened = layers.flatMap((layer) => (layer instanceof Block ? leaves(layer.inner) : [layer]));
  return opened.sort((a, b) => a.id - b.id);
}

function pathOf({ weights: [weight] }: tf.layers.Layer): string | undefined {
  return weight?.originalName.slice(0, weight.originalName.lastIndexOf('/'));
}

function inSequence(path: string, model: tf.LayersModel, rule: LayerSequence): string | undefined {
  const names = model.layers.map((layer) => layer.name);
  const [outer = '', ...inner] = path.split('/');
  const [first, last, index] = [rule.from, rule.to, outer].map((name) => names.indexOf(name));
  if (first === undefined || last === undefined || index === undefined) return undefined;
  if (first < 0 || index < first || index > last) return undefined;
  return [rule.theirs, index - first, ...inner].join('.');
}
