import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../errors';
import { Block } from '../layers/block';

export interface Complexity {
  /** Parameters that training changes. */
  params: number;
  /** All parameters, moving statistics and fixed codes among them. */
  totalParams: number;
  /** Multiply-adds of convolutions and fully connected layers for one image. */
  macs: number;
}

interface Cost extends Complexity {
  /** Bytes of all that layers give for one image, in float32, as training keeps it. */
  activationBytes: number;
}

/** What a layer costs, together with the layers inside it: in a model that runs it twice, twice its multiply-adds. */
export interface LayerProfile extends Cost {
  name: string;
  className: string;
  /** Of one image. Where uses differ, of the first; of several outputs, the first. */
  outputShape: readonly number[];
  /** How often the model runs it. */
  uses: number;
  /** The layers of a block or of a model inside the model, without its input. */
  inner: readonly LayerProfile[];
}

/** The costs of a model. */
export interface Profile extends Cost {
  rows: readonly LayerProfile[];
}

/** A custom layer that multiplies says how often: for one image, without biases. */
interface CountsMacs {
  macs(): number;
}

type Weights = tf.layers.Layer['weights'];
type Use = tf.layers.Layer['inboundNodes'][number];

const BYTES = 4;

/**
 * Counts parameters, multiply-adds and activations layer by layer, those inside blocks too. Weights that several
 * layers share belong to the first of them.
 *
 * @throws ConvzooError where a size of an image is not known
 */
export function profile(model: tf.LayersModel): Profile {
  const rows = rowsOf(model, 1, parameterCounter(model));
  return { rows, ...total(rows) };
}

type ParameterCounter = (weights: Weights) => Pick<Complexity, 'params' | 'totalParams'>;

/** Counts each weight the first time that it is asked for. */
function parameterCounter(model: tf.LayersModel): ParameterCounter {
  const trained = new Set(model.trainableWeights);
  const seen = new Set<Weights[number]>();
  return (weights) => {
    const fresh = [...new Set(weights)].filter((weight) => !seen.has(weight));
    for (const weight of fresh) seen.add(weight);
    const sizes = (counted: Weights) => sum(counted.map(({ shape }) => product(shape.map(Number))));
    return { params: sizes(fresh.filter((weight) => trained.has(weight))), totalParams: sizes(fresh) };
  };
}

function rowsOf(whole: tf.LayersModel, times: number, count: ParameterCounter): LayerProfile[] {
  const model = functional(whole);
  return model.layers.map((layer) => {
    const uses = usesOf(layer, model);
    const graph = innerModel(layer);
    const inner = graph === undefined ? [] : innerRows(graph, times * uses.length, count);
    const work = uses.map((use) => ({
      ...count(layer.weights),
      macs: graph === undefined ? times * macs(layer, use) : 0,
      activationBytes: graph === undefined ? times * bytes(use, layer) : 0,
    }));
    return {
      name: layer.name,
      className: layer.getClassName(),
      outputShape: sizesOf(uses[0]?.outputTensors[0], layer),
      ...total([...inner, ...work]),
      uses: times * uses.length,
      inner,
    };
  });
}

function innerRows(graph: tf.LayersModel, times: number, count: ParameterCounter): LayerProfile[] {
  return rowsOf(graph, times, count).filter(({ className }) => className !== 'InputLayer');
}

function innerModel(layer: tf.layers.Layer): tf.LayersModel | undefined {
  if (layer instanceof Block) return layer.inner;
  return 'containerNodes' in layer ? (layer as tf.LayersModel) : undefined;
}

/** A `tf.sequential` does not know where its layers stand; a functional model of the same layers does. */
function functional(model: tf.LayersModel): tf.LayersModel {
  if (!(model instanceof tf.Sequential)) return model;
  return tf.model({ inputs: model.inputs, outputs: model.outputs, name: model.name });
}

/** Where the layer stands in the model: at several places where weights are shared. */
function usesOf(layer: tf.layers.Layer, model: tf.LayersModel): Use[] {
  return layer.inboundNodes.filter((_, i) => model.containerNodes.has(`${layer.name}_ib-${i}`));
}

function macs(layer: tf.layers.Layer, { inputTensors, outputTensors }: Use): number {
  if ('macs' in layer) return (layer as tf.layers.Layer & CountsMacs).macs();
  const kernels = layer.weights.filter(({ originalName }) =>
    /(^|\/)(depthwise_|pointwise_)?kernel(_\d+)?$/.test(originalName),
  );
  if (kernels.length === 0) return 0;
  // A transposed convolution moves its kernel over what it reads.
  const [moved] = layer.getClassName() === 'Conv2DTranspose' ? inputTensors : outputTensors;
  const positions = product(sizesOf(moved, layer).slice(0, -1));
  return positions * sum(kernels.map(({ shape }) => product(shape.map(Number))));
}

function bytes({ outputTensors }: Use, layer: tf.layers.Layer): number {
  return BYTES * sum(outputTensors.map((output) => product(sizesOf(output, layer))));
}

/** Without the batch. */
function sizesOf(tensor: tf.SymbolicTensor | undefined, layer: tf.layers.Layer): number[] {
  const [, ...sizes] = tensor?.shape ?? [];
  return sizes.map((size) => {
    if (size !== null) return size;
    throw new ConvzooError(
      `${layer.name}: its costs depend on sizes that are not known, ${JSON.stringify(sizes)}; ` +
        'expected a model for images of one size',
    );
  });
}

function total(costs: readonly Cost[]): Cost {
  const of = (key: keyof Cost) => sum(costs.map((cost) => cost[key]));
  return {
    params: of('params'),
    totalParams: of('totalParams'),
    macs: of('macs'),
    activationBytes: of('activationBytes'),
  };
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((result, size) => result * size, 1);
}

function sum(values: readonly number[]): number {
  return values.reduce((result, value) => result + value, 0);
}
