import * as tf from '@tensorflow/tfjs';
import type { AttributeType, NodeBackend, OpAttribute } from '../node-backend';

/** An operation's attributes by name; a `TYPE` is `float32`, `int32` or `int64`. */
export type Attributes = Record<string, [type: AttributeType, value: number | number[] | boolean | string]>;

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
        return execute(operation, call, backend as unknown as NodeBackend);
      });
      return outputs.length === 1 && outputs[0] !== undefined ? outputs[0] : outputs;
    },
  });
}

/**
 * Has the kernel answered otherwise where that is faster.
 *
 * @param answer runs in a `tf.tidy`; undefined where the kernel itself shall do it
 */
export function overrideKernel<Input extends string, Attrs = object>(
  kernelName: string,
  answer: (
    inputs: Record<Input, tf.Tensor>,
    attrs: Attrs,
    backend: NodeBackend,
  ) => tf.Tensor | tf.Tensor[] | undefined,
): void {
  const theirs = tf.getKernel(kernelName, 'tensorflow');
  tf.unregisterKernel(kernelName, 'tensorflow');
  tf.registerKernel({
    ...theirs,
    kernelFunc: (call) => {
      const { inputs, attrs, backend } = call;
      const own = tf.tidy(() =>
        answer(inputs as Record<Input, tf.Tensor>, attrs as Attrs, backend as unknown as NodeBackend),
      );
      return own ?? theirs.kernelFunc(call);
    },
  });
}

/** The outputs of one of the library's operations. */
export function execute(operation: string, call: LibraryCall, backend: NodeBackend): tf.Tensor[] {
  const attributes = encoded(call.attributes, backend);
  return backend.executeMultipleOutputs(operation, attributes, call.inputs, call.outputs ?? 1);
}

export function encoded(attributes: Attributes, { binding }: NodeBackend): OpAttribute[] {
  return Object.entries(attributes).map(([name, [type, value]]) => ({
    name,
    type: binding[`TF_ATTR_${type}`],
    value: type === 'TYPE' ? binding[`TF_${TYPES[value as keyof typeof TYPES]}`] : value,
  }));
}

const TYPES = { float32: 'FLOAT', int32: 'INT32', int64: 'INT64' } as const;
