import * as tf from '@tensorflow/tfjs';
import { ConvzooError } from '../../errors';
import type { Computation } from '../freeze';
import { handlesOf, nodeBackend } from '../node-backend';
import { after, constantNode, dataType, opNode, placeholder } from './nodes.node';
import { isSame, record, type RecordedConstant, type RecordedOp, type Recording } from './recorder.node';
import type { NodeDef } from './schema.node';

/** A graph that computes `y` of `x`. */
export interface FrozenNodes {
  nodes: NodeDef[];
  /** Whether it takes batches of any size, and not only of the size that it was made for. */
  takesAnyBatch: boolean;
}

/**
 * The graph of a computation for inputs like `x`, its tensors constants in it.
 *
 * It is recorded for batches of one and of two. Where these differ in nothing but shapes that operations are
 * told, the graph leaves the size of the batch open; otherwise it is recorded twice for the size of `x`.
 *
 * @throws ConvzooError where the computation reads values or is another each time
 */
export function frozenNodes(computation: Computation, x: tf.Tensor): FrozenNodes {
  const [batch = 1, ...image] = x.shape;
  const graphOf = (one: number, two: number, shape: number[]): NodeDef[] | undefined => {
    const first = recordRun(computation, [one, ...image], x.dtype);
    const second = recordRun(computation, [two, ...image], x.dtype);
    const input = placeholder('x', shape, x.dtype === 'int32' ? 3 : 1);
    return new CommonGraph(computation.tensors, first, second).nodesFrom(input);
  };
  const general = graphOf(1, 2, [-1, ...image]);
  if (general !== undefined) return { nodes: general, takesAnyBatch: true };
  const nodes = graphOf(batch, batch, x.shape);
  if (nodes === undefined) throw new ConvzooError('its operations or constants are others each time');
  return { nodes, takesAnyBatch: false };
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

  /** The nodes from the input `x` to the output `y`; undefined where the recordings differ. */
  nodesFrom(x: NodeDef): NodeDef[] | undefined {
    const { first, second } = this;
    const nodes = [x];
    this.#note(x.name, first.input, second.input);
    if (first.ops.length !== second.ops.length) return undefined;
    for (const [i, op] of first.ops.entries()) {
      const again = second.ops[i] as RecordedOp;
      if (op.name !== again.name || !isAlike(op.attributes, again.attributes)) return undefined;
      const input = op.inputs.map((handle, k) => this.#place(nodes, handle, again.inputs[k], op, k));
      if (!input.every((place) => place !== undefined)) return undefined;
      nodes.push(opNode(`n${i}`, op, input));
      op.outputs.forEach(({ id }, k) =>
        this.#note(k === 0 ? `n${i}` : `n${i}:${k}`, id, again.outputs[k]?.id),
      );
    }
    const made = first.ops.flatMap(({ outputs }) => outputs).find(({ id }) => id === first.output);
    const output = this.#place(nodes, first.output, second.output);
    return output === undefined || made === undefined
      ? undefined
      : [...nodes, after('y', output, dataType(made.dtype), [])];
  }

  #note(place: string, handle: number, other = NaN): void {
    this.#places[0].set(handle, place);
    this.#places[1].set(other, place);
  }

  /** Where a value comes from: an operation, or a constant that is added to the nodes. */
  #place(nodes: NodeDef[], handle: number, other = NaN, op?: RecordedOp, index?: number): string | undefined {
    const [known, otherKnown] = [this.#places[0].get(handle), this.#places[1].get(other)];
    if (known !== undefined || otherKnown !== undefined) return known === otherKnown ? known : undefined;
    const tensor = this.#tensors.get(handle);
    const constant =
      tensor === undefined
        ? common(this.first.constants.get(handle), this.second.constants.get(other), op?.name, index)
        : contentOf(tensor, handle);
    if (constant === undefined || (tensor !== undefined && handle !== other)) return undefined;
    const place = `c${handle}`;
    nodes.push(constantNode(place, constant));
    this.#note(place, handle, other);
    return place;
  }
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
  op: string | undefined,
  index: number | undefined,
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
