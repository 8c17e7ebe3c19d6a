/**
 * The words in which a net is described to every contestant: `nets/build.ts` makes tfjs layers of them,
 * `peers/keras_peer.py` and `peers/torch_peer.py` theirs. Channels of the input are inferred.
 */
export type Layer = Single | Join;

export type Single =
  | Convolution
  | { kind: 'depthwise'; size: number; stride: number }
  /** Each map sees only the maps that its row of the table names; no padding. */
  | { kind: 'tableConv'; size: number; table: readonly (readonly number[])[] }
  | { kind: 'norm' | 'relu' | 'tanh' | 'globalPool' | 'flatten' }
  | { kind: 'maxPool' | 'averagePool'; size: number; stride: number }
  /** LeNet-5's pooling of 2x2 with a trainable factor and bias for each map, and its `1.7159 tanh(2x / 3)`. */
  | { kind: 'subsample' | 'squash' }
  | { kind: 'dense'; units: number }
  | { kind: 'shuffle'; groups: number }
  /** Every `stride`-th pixel, with maps of zeros behind its own: the shortcut "A" of ResNet. */
  | { kind: 'widen'; filters: number; stride: number }
  /** Squared distances to fixed codes, one for each class. */
  | { kind: 'distances'; codes: readonly (readonly number[])[] };

/** What the branches make of the same input; a branch without layers is the input itself. */
interface Join {
  kind: 'add' | 'concat';
  branches: Layer[][];
}

interface Convolution {
  kind: 'conv';
  filters: number;
  size: number;
  stride: number;
  groups: number;
  bias: boolean;
  /** As in TensorFlow: 'same' gives ceil(length / stride). */
  pad: 'same' | 'valid';
}

export interface Net {
  name: string;
  /** [height, width, channels] */
  input: [height: number, width: number, channels: number];
  /** The variant of the zoo that it is, where there is one: that's what this package then runs. */
  zoo?: string;
  /** From the input to scores: logits, or distances. */
  layers: Layer[];
  classes: number;
  /** How scores become probabilities and, with the labels, a loss. */
  scores: 'logits' | 'distances';
  optimizer: 'sgd' | 'adam';
}

export function conv(
  filters: number,
  size: number,
  { stride = 1, groups = 1, bias = false, pad = 'same' }: Partial<Convolution> = {},
): Layer {
  return { kind: 'conv', filters, size, stride, groups, bias, pad };
}

/** A convolution without bias, its normalisation and, unless told otherwise, a ReLU. */
export function convNorm(
  filters: number,
  size: number,
  { relu: isRelu = true, ...options }: Partial<Convolution> & { relu?: boolean } = {},
): Layer[] {
  return [conv(filters, size, options), norm, ...(isRelu ? [relu] : [])];
}

export const norm: Layer = { kind: 'norm' };
export const relu: Layer = { kind: 'relu' };
export const globalPool: Layer = { kind: 'globalPool' };
export const dense = (units: number): Layer => ({ kind: 'dense', units });
export const maxPool = (size: number, stride: number): Layer => ({ kind: 'maxPool', size, stride });

/** `count` things of one after the other, made of their positions. */
export function repeat<T>(count: number, make: (position: number) => T[]): T[] {
  return Array.from({ length: count }, (_, position) => make(position)).flat();
}
