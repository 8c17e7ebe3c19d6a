import { ConvzooError } from '../../errors';
import { observeUpdates, type Update } from '../compile';
import {
  handlesOf,
  nodeBackend,
  type Binding,
  type OpAttribute,
  type TensorMetadata,
  type Values,
} from '../node-backend';
import { updateOperation } from './updates.node';

export interface RecordedOp {
  name: string;
  attributes: OpAttribute[];
  /** Handles of tensors. */
  inputs: number[];
  outputs: TensorMetadata[];
  /** The variables that the operation itself writes: their handles before and after. */
  written?: { before: number[]; after: number[] };
}

export interface RecordedConstant {
  shape: number[];
  dtype: number;
  values: Values;
}

/** What the library was asked to do. */
export interface Recording {
  ops: RecordedOp[];
  /** Tensors that were made from JavaScript values, by handle. */
  constants: Map<number, RecordedConstant>;
}

/** Runs a function and writes down each operation that it has the library execute. */
export function record(run: () => void): Recording {
  const backend = nodeBackend();
  const { binding } = backend;
  const recording: Recording = { ops: [], constants: new Map() };
  backend.binding = observed(binding, recording);
  try {
    observeUpdates((update, composed) => recordUpdate(recording, update, composed), run);
  } finally {
    backend.binding = binding;
  }
  return recording;
}

/** Writes one operation of the library down for all that `composed` has it do. */
function recordUpdate({ ops }: Recording, update: Update, composed: () => void): void {
  const { name, attributes, variables, inputs } = updateOperation(update);
  const before = handlesOf(variables);
  const count = ops.length;
  composed();
  ops.length = count;
  const written = { before, after: handlesOf(variables) };
  ops.push({ name, attributes, inputs: handlesOf(inputs), outputs: [], written });
}

/** Whether a constant has the same values in another recording. */
export function isSame({ values }: RecordedConstant, other: RecordedConstant | undefined): boolean {
  return (
    values.length === other?.values.length &&
    values.every((value: number | bigint | boolean, i: number) => Object.is(value, other.values[i]))
  );
}

function observed(binding: Binding, { ops, constants }: Recording): Binding {
  const observers: Partial<Binding> = {
    executeOp(name, attributes, inputs, count) {
      const outputs = binding.executeOp(name, attributes, inputs, count);
      ops.push({ name, attributes, inputs: [...inputs], outputs });
      return outputs;
    },
    createTensor(shape, dtype, values) {
      const handle = binding.createTensor(shape, dtype, values);
      constants.set(handle, { shape: [...shape], dtype, values: values.slice() });
      return handle;
    },
    tensorDataSync() {
      const last = ops.at(-1)?.name ?? 'the first operation';
      throw new ConvzooError(`a step that reads values can't become a graph: it read a tensor after ${last}`);
    },
  };
  // The addon's own members are read-only, so the proxy stands before an empty object.
  return new Proxy({} as Binding, {
    get(_, key: keyof Binding) {
      const member: unknown = observers[key] ?? binding[key];
      return typeof member === 'function' ? (member.bind(binding) as unknown) : member;
    },
  });
}
