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

export type Values = Float32Array | Int32Array | Uint8Array | BigInt64Array | readonly (number | boolean)[];

/** Types of tensors that are used here, and of attributes, by which the binding has their numbers. */
export type DataType = 'FLOAT' | 'INT32' | 'INT64' | 'BOOL';
export type AttributeType = 'STRING' | 'INT' | 'FLOAT' | 'BOOL' | 'TYPE' | 'SHAPE';

/** tfjs-node's addon, the part of it that is used here. Tensors are known to it by handles. */
export interface Binding extends Readonly<Record<`TF_${DataType}` | `TF_ATTR_${AttributeType}`, number>> {
  readonly TF_Version: string;
  /** Runs an operation of libtensorflow by its name. */
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): TensorMetadata[];
  createTensor(shape: number[], dtype: number, values: Values): number;
  deleteTensor(handle: number): void;
  tensorDataSync(handle: number): Values;
}

/** tfjs-node's backend, the part of it that is used here. */
export interface NodeBackend {
  binding: Binding;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
  getInputTensorIds(tensors: tf.TensorInfo[]): number[];
  createOutputTensor(output: TensorMetadata): tf.Tensor;
  loadSavedModelMetaGraph(path: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(
    id: number,
    inputs: tf.TensorInfo[],
    inputInfos: { name: string; tfDtype: string }[],
    outputs: string[],
  ): tf.Tensor[];
  /** The handle of a writer of TensorBoard's events. */
  summaryWriter(folder: string): tf.Tensor;
  createSummaryFileWriter(writer: tf.Tensor, folder: string): void;
  writeScalarSummary(writer: tf.Tensor, step: number, name: string, value: number): void;
  flushSummaryWriter(writer: tf.Tensor): void;
}

/** The running backend. Throws where it is not tfjs-node's. */
export function nodeBackend(): NodeBackend {
  if (tf.getBackend() !== 'tensorflow')
    throw new Error(`tfjs-node's backend is asked for, but ${tf.getBackend()} runs`);
  return tf.backend() as unknown as NodeBackend;
}

/** The addon's handles of tensors. */
export function handlesOf(tensors: readonly tf.Tensor[]): number[] {
  return nodeBackend().getInputTensorIds([...tensors]);
}
