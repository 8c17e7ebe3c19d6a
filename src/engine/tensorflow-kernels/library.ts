import * as tf from '@tensorflow/tfjs';

/** The part of tfjs-node's backend that runs operations of libtensorflow by their names. */
export interface NativeBackend {
  readonly binding: Binding;
  executeMultipleOutputs(
    name: string,
    attributes: NativeAttribute[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
  getInputTensorIds(tensors: tf.TensorInfo[]): number[];
  createOutputTensor(output: NativeTensor): tf.Tensor;
}

/** For chains of operations with types between them that tfjs doesn't know. */
interface Binding extends Record<`TF_${Type}` | `TF_ATTR_${AttributeKind}`, number> {
  executeOp(name: string, attributes: NativeAttribute[], inputs: number[], outputs: number): NativeTensor[];
  deleteTensor(id: number): void;
}

export interface NativeTensor {
  id: number;
}

type Type = 'FLOAT' | 'INT32' | 'INT64';
type AttributeKind = 'TYPE' | 'INT' | 'FLOAT' | 'BOOL' | 'STRING';
type AttributeValue = number | number[] | boolean | string;
interface NativeAttribute {
  name: string;
  type: number;
  value: AttributeValue;
}

/** An operation's attributes by name; a `TYPE` is `float32`, `int32` or `int64`. */
export type Attributes = Record<string, [kind: AttributeKind, value: AttributeValue]>;

/** What every operation on floats asks for. */
export const FLOATS: Attributes = { T: ['TYPE', 'float32'] };

/** A kernel's call, in the library's terms. */
export interface LibraryCall {
  inputs: tf.TensorInfo[];
  attributes: Attributes;
  /** 1 unless told. */
  outputs?: number;
}

type CallOf<Input extends string, Attrs> = (
  inputs: Record<Input, tf.TensorInfo>,
  attrs: Attrs,
) => LibraryCall;

/**
 * Makes the library's operation `name` a kernel of the `tensorflow` backend, under the same name.
 *
 * @param callOf may make tensors; they are freed once the operation has run
 */
export function addLibraryKernel<Input extends string, Attrs = object>(
  name: string,
  callOf: CallOf<Input, Attrs>,
): void {
  addKernel(name, name, callOf);
}

/** The same for an operation whose name is taken by a kernel of tfjs-node that does less. */
export function addKernel<Input extends string, Attrs = object>(
  kernelName: string,
  operation: string,
  callOf: CallOf<Input, Attrs>,
): void {
  tf.registerKernel({
    kernelName,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const outputs = tf.tidy(() => {
        const call = callOf(inputs as Record<Input, tf.TensorInfo>, attrs as Attrs);
        const native = backend as NativeBackend;
        const attributes = encoded(call.attributes, native);
        return native.executeMultipleOutputs(operation, attributes, call.inputs, call.outputs ?? 1);
      });
      return outputs.length === 1 && outputs[0] !== undefined ? outputs[0] : outputs;
    },
  });
}

export function encoded(attributes: Attributes, { binding }: NativeBackend): NativeAttribute[] {
  return Object.entries(attributes).map(([name, [kind, value]]) => ({
    name,
    type: binding[`TF_ATTR_${kind}`],
    value: kind === 'TYPE' ? binding[`TF_${TYPES[value as keyof typeof TYPES]}`] : value,
  }));
}

const TYPES = { float32: 'FLOAT', int32: 'INT32', int64: 'INT64' } as const;
