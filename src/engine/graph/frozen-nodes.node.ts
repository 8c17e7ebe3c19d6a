import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../../errors';
import type { Computation } from '../freeze';
import { handlesOf, nodeBackend } from '../node-backend';
import { after, constantNode, dataType, initNodes, opNode, placeholder, variableNodes } from './nodes.node';
import { isSame, record, type RecordedConstant, type RecordedOp, type Recording } from './recorder.node';
import type { NodeDef } from './schema.node';

/**
 * Numbers in a constant: TensorFlow's optimiser copies constants dozens of times before the first run, and all
 * that it gains is the library's own layout of the filters of convolutions.
 */
const LARGEST_CONSTANT = 65_536;

/** A graph that computes `y` of `x`, once `init` has given its variables their values. */
export interface FrozenNodes {
  nodes: NodeDef[];
  /** What is fed to the variables' placeholders. */
  variables: tf.Tensor[];
  /** Whether it takes batches of any size, and not only of the size that it was made for. */
  takesAnyBatch: boolean;
}

/**
 * The graph of a computation for inputs like `x`, its tensors constants in it, or variables where that is better.
 *
 * It is recorded for batches of one and of two. Where these differ in nothing but shapes that operations are
 * told, the graph leaves the size of the batch open; otherwise it is recorded twice for the size of `x`.
 *
 * @throws ConvzooError where the computation reads values or is another each time
 */
export function frozenNodes(computation: Computation, x: tf.Tensor): FrozenNodes {
  const [batch = 1, ...image] = x.shape;
  const graphOf = (
    one: number,
    two: number,
    shape: number[],
  ): Omit<FrozenNodes, 'takesAnyBatch'> | undefined => {
    const first = recordRun(computation, [one, ...image], x.dtype);
    const second = recordRun(computation, [two, ...image], x.dtype);
    const input = placeholder('x', shape, x.dtype === 'int32' ? 3 : 1);
    return new CommonGraph(computation.tensors, first, second).from(input);
  };
  const general = graphOf(1, 2, [-1, ...image]);
  if (general !== undefined) return { ...general, takesAnyBatch: true };
  const exact = graphOf(batch, batch, x.shape);
  if (exact === undefined) throw new ConvzooError('its operations or constants are others each time');
  return { ...exact, takesAnyBatch: false };
}

interface ComputationRecording extends Recording {
  /** Handles. */
  input: number;
  output: number;
}

function recordRun({ run }: Computation, shape: number[], dtype: tf.DataType): ComputationRecording {
  const x = tf.zeros(shape, dtype);
  const [input = NaN] = handlesOf([x]);
  let output = NaN;
  try {
    const recording = record(() =>
      tf.tidy(() => {
        [output = NaN] = handlesOf([run(x)]);
      }),
    );
    return { ...recording, input, output };
  } finally {
    x.dispose();
  }
}

/** What two recordings of a computation have in common. */
class CommonGraph {
  readonly #tensors: Map<number, tf.Tensor>;
  readonly #nodes: NodeDef[] = [];
  readonly #variables: tf.Tensor[] = [];
  /** Where a handle's value comes from, in the first recording and in the second. */
  readonly #places = [new Map<number, string>(), new Map<number, string>()] as const;

  constructor(
    tensors: readonly tf.Tensor[],
    private readonly first: ComputationRecording,
    private readonly second: ComputationRecording,
  ) {
    const handles = handlesOf(tensors);
    this.#tensors = new Map(handles.map((handle, i) => [handle, tensors[i] as tf.Tensor]));
  }

  /** The graph from the input `x` to the output `y`; undefined where the recordings differ. */
  from(x: NodeDef): Omit<FrozenNodes, 'takesAnyBatch'> | undefined {
    const { first, second } = this;
    this.#nodes.push(x);
    this.#note(x.name, first.input, second.input);
    if (first.ops.length !== second.ops.length) return undefined;
    for (const [i, op] of first.ops.entries()) {
      const again = second.ops[i] as RecordedOp;
      if (op.name !== again.name || !isAlike(op.attributes, again.attributes)) return undefined;
      const input = op.inputs.map((handle, k) => this.#place(handle, again.inputs[k], op, k));
      if (!input.every((place) => place !== undefined)) return undefined;
      this.#nodes.push(opNode(`n${i}`, op, input));
      op.outputs.forEach(({ id }, k) =>
        this.#note(k === 0 ? `n${i}` : `n${i}:${k}`, id, again.outputs[k]?.id),
      );
    }
    const made = first.ops.flatMap(({ outputs }) => outputs).find(({ id }) => id === first.output);
    const output = this.#placeOf(first.output, second.output);
    if (made === undefined || output === undefined) return undefined;
    this.#nodes.push(after('y', output, dataType(made.dtype), []), ...initNodes(this.#variables.length));
    return { nodes: this.#nodes, variables: this.#variables };
  }

  #note(place: string, handle: number, other = NaN): void {
    this.#places[0].set(handle, place);
    this.#places[1].set(other, place);
  }

  /** Where a value comes from that the recordings made or noted; undefined where they don't agree. */
  #placeOf(handle: number, other: number): string | undefined {
    const [place, otherPlace] = [this.#places[0].get(handle), this.#places[1].get(other)];
    return place === otherPlace ? place : undefined;
  }

  /** Where an operation's input comes from; constants and variables are made here. */
  #place(handle: number, other = NaN, op: RecordedOp, index: number): string | undefined {
    if (this.#places[0].has(handle) || this.#places[1].has(other)) return this.#placeOf(handle, other);
    const tensor = this.#tensors.get(handle);
    if (tensor !== undefined && handle !== other) return undefined;
    if (tensor !== undefined && isVariable(tensor, op)) {
      const i = this.#variables.push(tensor) - 1;
      this.#nodes.push(...variableNodes(i, tensor.shape));
      this.#note(`r${i}`, handle, other);
    } else {
      const constant =
        tensor === undefined
          ? common(this.first.constants.get(handle), this.second.constants.get(other), op.name, index)
          : contentOf(tensor, handle);
      if (constant === undefined) return undefined;
      this.#nodes.push(constantNode(`c${handle}`, constant));
      this.#note(`c${handle}`, handle, other);
    }
    return this.#placeOf(handle, other);
  }
}

function isVariable({ size, dtype }: tf.Tensor, { name }: RecordedOp): boolean {
  return size > LARGEST_CONSTANT && dtype === 'float32' && name !== 'Conv2D';
}

function contentOf({ shape, dtype }: tf.Tensor, handle: number): RecordedConstant {
  const { binding } = nodeBackend();
  const number = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, bool: binding.TF_BOOL }[
    dtype as string
  ];
  if (number === undefined) throw new ConvzooError(`it reads a tensor of ${dtype}`);
  return { shape, dtype: number, values: binding.tensorDataSync(handle) };
}

/** A constant that serves both recordings; a shape that tells the size of the batch gets it open. */
function common(
  constant: RecordedConstant | undefined,
  other: RecordedConstant | undefined,
  op: string,
  index: number,
): RecordedConstant | undefined {
  if (constant === undefined || other === undefined || !isAlike(constant.shape, other.shape))
    return undefined;
  if (isSame(constant, other)) return constant;
  const isShape = (op === 'Reshape' && index === 1) || (op === 'Slice' && index === 2);
  if (!isShape) return undefined;
  const values = Array.from(constant.values, Number);
  const differing = values.flatMap((value, i) => (value === Number(other.values[i]) ? [] : [i]));
  if (differing.length !== 1 || values.includes(-1)) return undefined;
  const [axis] = differing;
  return { ...constant, values: Int32Array.from(values, (value, i) => (i === axis ? -1 : value)) };
}

function isAlike(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
