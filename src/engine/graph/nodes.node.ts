import { ConvzooError } from '../../errors';
import { nodeBackend, type OpAttribute } from '../node-backend';
import type { RecordedConstant, RecordedOp } from './recorder.node';
import type { AttrValue, NodeDef, TensorProto, TensorShape } from './schema.node';

const DT_FLOAT = 1;
const TYPE: AttrValue = { type: DT_FLOAT };

/** A variable of the graph with its reader, and the placeholder and assignment that set it from outside. */
export function variableNodes(index: number, shape: number[]): NodeDef[] {
  const [handle, value] = [`v${index}`, `iv${index}`];
  const name = (text: string): AttrValue => ({ s: new TextEncoder().encode(text) });
  return [
    node(handle, 'VarHandleOp', [], {
      dtype: TYPE,
      shape: { shape: shapeOf(shape) },
      shared_name: name(handle),
      container: name(''),
    }),
    node(`r${index}`, 'ReadVariableOp', [handle], { dtype: TYPE }),
    placeholder(value, shape),
    node(`ia${index}`, 'AssignVariableOp', [handle, value], { dtype: TYPE }),
  ];
}

/** The output `init`, for which so many variables take the values that their placeholders are fed. */
export function initNodes(variables: number): NodeDef[] {
  const assignments = Array.from({ length: variables }, (_, i) => `ia${i}`);
  const one = constantNode('one', { shape: [], dtype: DT_FLOAT, values: Float32Array.of(1) });
  return [one, after('init', 'one', DT_FLOAT, assignments)];
}

/** A value that is fed. */
export function placeholder(name: string, shape: number[], dtype = DT_FLOAT): NodeDef {
  return node(name, 'Placeholder', [], { dtype: { type: dtype }, shape: { shape: shapeOf(shape) } });
}

/** The variable's new value, after everything that reads the old one has it. */
export function assignment(index: number, value: string): NodeDef {
  return node(`a${index}`, 'AssignVariableOp', [`v${index}`, value, `^r${index}`], { dtype: TYPE });
}

/** An operation that writes variables, after everything that reads their old values has them, and new readers. */
export function updateNodes(name: string, op: RecordedOp, variables: number[], input: string[]): NodeDef[] {
  const handles = variables.map((index) => `v${index}`);
  const readers = variables.map((index) => `^r${index}`);
  return [
    opNode(name, op, [...handles, ...input, ...readers]),
    ...variables.map((index) =>
      node(updatedReader(name, index), 'ReadVariableOp', [`v${index}`, `^${name}`], { dtype: TYPE }),
    ),
  ];
}

/** The node that reads a variable after the update `name`. */
export function updatedReader(name: string, index: number): string {
  return `${name}_r${index}`;
}

/** An output that comes only after other nodes have run. */
export function after(name: string, value: string, dtype: number, others: string[]): NodeDef {
  return node(name, 'Identity', [value, ...others.map((other) => `^${other}`)], { T: { type: dtype } });
}

export function constantNode(name: string, constant: RecordedConstant): NodeDef {
  const { shape, dtype } = constant;
  const tensor = { dtype: dataType(dtype), tensorShape: shapeOf(shape), ...contentOf(constant) };
  return node(name, 'Const', [], { dtype: { type: tensor.dtype }, value: { tensor } });
}

/** Whether all values are the same: tfjs makes ones and zeros as large as what they are multiplied with. */
export function isUniform({ values }: RecordedConstant): boolean {
  return values.length > 0 && values.every((value: number | bigint | boolean) => value === values[0]);
}

/** A recorded operation. */
export function opNode(name: string, op: RecordedOp, input: string[]): NodeDef {
  const attributes = completed(op).map((each) => [each.name, attributeOf(op.name, each)] as const);
  return node(name, op.name, input, Object.fromEntries(attributes));
}

/** Eager execution infers what tfjs-node leaves out; a graph must say it. */
function completed({ name, attributes, outputs }: RecordedOp): OpAttribute[] {
  const [output] = outputs;
  if (name !== 'ExpandDims' || output === undefined) return attributes;
  const { TF_ATTR_TYPE, TF_INT32 } = nodeBackend().binding;
  const type = (attribute: string, value: number) => ({ name: attribute, type: TF_ATTR_TYPE, value });
  return [...attributes, type('T', output.dtype), type('Tdim', TF_INT32)];
}

/** TensorFlow's number of a type; the addon uses the same. */
export function dataType(dtype: number): number {
  const { binding } = nodeBackend();
  const known = [binding.TF_FLOAT, binding.TF_INT32, binding.TF_BOOL, binding.TF_INT64];
  if (!known.includes(dtype)) throw new ConvzooError(`graph: a tensor of type ${dtype} is not provided for`);
  return dtype;
}

function node(name: string, op: string, input: string[], attr: Record<string, AttrValue>): NodeDef {
  return { name, op, input, attr };
}

function shapeOf(shape: readonly number[]): TensorShape {
  return { dim: shape.map((size) => ({ size })) };
}

function contentOf(constant: RecordedConstant): Partial<TensorProto> {
  const { dtype, values } = constant;
  const { binding } = nodeBackend();
  if (ArrayBuffer.isView(values) && !isUniform(constant)) {
    return { tensorContent: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
  }
  const numbers = isUniform(constant) ? [Number(values[0])] : Array.from(values as number[], Number);
  if (dtype === binding.TF_FLOAT) return { floatVal: numbers };
  return dtype === binding.TF_BOOL ? { boolVal: numbers.map(Boolean) } : { intVal: numbers };
}

function attributeOf(op: string, { name, type, value }: OpAttribute): AttrValue {
  const { binding } = nodeBackend();
  const bytes = (text: unknown) => new TextEncoder().encode(String(text));
  const isList = Array.isArray(value);
  switch (type) {
    case binding.TF_ATTR_STRING:
      return isList ? { list: { s: value.map(bytes) } } : { s: bytes(value) };
    case binding.TF_ATTR_INT:
      return isList ? { list: { i: value as number[] } } : { i: Number(value) };
    case binding.TF_ATTR_FLOAT:
      return isList ? { list: { f: value as number[] } } : { f: Number(value) };
    case binding.TF_ATTR_BOOL:
      return isList ? { list: { b: value.map(Boolean) } } : { b: Boolean(value) };
    case binding.TF_ATTR_TYPE:
      return isList ? { list: { type: value as number[] } } : { type: Number(value) };
    case binding.TF_ATTR_SHAPE:
      return { shape: shapeOf(value as number[]) };
    default:
      throw new ConvzooError(`graph: attribute ${name} of ${op} has the unknown type ${type}`);
  }
}
