import * as tf from '@tensorflow/tfjs';

/** What the addon says of a tensor that an operation made. */
export interface TensorMetadata {
  id: number;
  dtype: number;
  shape: number[];
}

/** An attribute of an operation, as tfjs-node passes it. */
export interface OpAttribute {
  name: string;
  /** One of the binding's `TF_ATTR_` numbers. */
  type: number;
  value: unknown;
}

type Values = Float32Array | Int32Array | Uint8Array | BigInt64Array | readonly (number | boolean)[];

/** The part of tfjs-node's addon that a recording looks at. */
export interface Binding {
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): TensorMetadata[];
  createTensor(shape: number[], dtype: number, values: Values): number;
  tensorDataSync(id: number): Values;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  readonly TF_INT64: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
}

/** The part of tfjs-node's backend that recordings and sessions use. */
export interface NodeBackend {
  binding: Binding;
  getInputTensorIds(tensors: tf.TensorInfo[]): number[];
  loadSavedModelMetaGraph(path: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(
    id: number,
    inputs: tf.TensorInfo[],
    inputInfos: { name: string; tfDtype: string }[],
    outputs: string[],
  ): tf.Tensor[];
}

/** The running backend. Throws where it is not tfjs-node's. */
export function nodeBackend(): NodeBackend {
  if (tf.getBackend() !== 'tensorflow')
    throw new Error(`graphs need the tensorflow engine, not ${tf.getBackend()}`);
  return tf.backend() as unknown as NodeBackend;
}

/** The addon's handles of tensors. */
export function handlesOf(tensors: readonly tf.Tensor[]): number[] {
  return nodeBackend().getInputTensorIds([...tensors]);
}

export type { Values };
