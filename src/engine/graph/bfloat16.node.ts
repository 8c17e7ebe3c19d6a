import type { NodeDef } from './schema.node';

/** TensorFlow's numbers of types. */
const FLOAT = 1;
const BFLOAT16 = 14;

/** Which of an operation's inputs have its type `T`. */
type Operands = readonly number[];

/** Operations that gain more than casting costs. */
const LEADING: Readonly<Record<string, Operands>> = {
  Conv2D: [0, 1],
  Conv2DBackpropInput: [1, 2],
  Conv2DBackpropFilter: [0, 2],
  DepthwiseConv2dNative: [0, 1],
  DepthwiseConv2dNativeBackpropInput: [1, 2],
  DepthwiseConv2dNativeBackpropFilter: [0, 2],
  MatMul: [0, 1],
};

interface Follower {
  operands: Operands;
  /** The inputs that decide; all operands unless told. */
  after?: Operands;
}

/** Operations that are done in bfloat16 where what they read was: half as many bytes are moved then. */
const FOLLOWING: Readonly<Record<string, Follower>> = {
  Add: { operands: [0, 1] },
  AddV2: { operands: [0, 1] },
  AvgPool: { operands: [0] },
  AvgPoolGrad: { operands: [1] },
  BiasAdd: { operands: [0, 1], after: [0] },
  FusedBatchNormV3: { operands: [0] },
  FusedBatchNormGradV3: { operands: [0, 1], after: [1] },
  MaxPool: { operands: [0] },
  MaxPoolGrad: { operands: [0, 1, 2], after: [0] },
  Pad: { operands: [0] },
  PadV2: { operands: [0, 2], after: [0] },
  Relu: { operands: [0] },
  ReluGrad: { operands: [0, 1], after: [1] },
  Reshape: { operands: [0] },
  Slice: { operands: [0] },
  StridedSlice: { operands: [0] },
  Transpose: { operands: [0] },
};

/** Batch norm of other numbers of channels is several times slower in bfloat16. */
const LANES = 16;

/**
 * The same graph with its convolutions, its products of matrices and what lies between them computed in bfloat16,
 * and with casts where the types meet. Variables, their gradients' use, statistics, reductions and the loss stay
 * float32. Micikevicius et al. 2017, arXiv:1710.03740; Kalamkar et al. 2019, arXiv:1905.12322.
 *
 * @param nodes each behind those that it reads
 * @param shapes of the nodes' first outputs, by name
 */
export function inBfloat16(nodes: readonly NodeDef[], shapes: ReadonlyMap<string, number[]>): NodeDef[] {
  return new Conversion(shapes).of(nodes);
}

class Conversion {
  readonly #nodes: NodeDef[] = [];
  /** Outputs that are bfloat16. */
  readonly #halves = new Set<string>();
  /** Casts by what they cast. */
  readonly #toHalf = new Map<string, string>();
  readonly #toFull = new Map<string, string>();

  constructor(private readonly shapes: ReadonlyMap<string, number[]>) {}

  of(nodes: readonly NodeDef[]): NodeDef[] {
    for (const node of nodes) this.#convert(node);
    return this.#nodes;
  }

  #convert(node: NodeDef): void {
    const operands = this.#operands(node);
    const input = node.input.map((value, i) =>
      operands?.includes(i) === true ? this.#half(value) : this.#full(value),
    );
    if (operands === undefined) {
      this.#nodes.push({ ...node, input });
      return;
    }
    this.#nodes.push({ ...node, input, attr: { ...node.attr, T: { type: BFLOAT16 } } });
    // Gradients of weights are summed and applied in float32.
    if (node.op.endsWith('BackpropFilter'))
      this.#toFull.set(node.name, this.#cast(node.name, BFLOAT16, FLOAT));
    else this.#halves.add(node.name);
  }

  /** Those to be read in bfloat16; undefined where the operation stays float32. */
  #operands(node: NodeDef): Operands | undefined {
    if (node.attr['T']?.type !== FLOAT || this.#isSlow(node)) return undefined;
    if (node.op in LEADING) return LEADING[node.op];
    const { operands, after = operands } = followerOf(node) ?? { operands: [] };
    const follows = after.length > 0 && after.every((i) => this.#halves.has(node.input[i] ?? ''));
    return follows ? operands : undefined;
  }

  #isSlow({ op, name, attr }: NodeDef): boolean {
    if (op.startsWith('FusedBatchNorm')) return (this.shapes.get(name)?.at(-1) ?? 0) % LANES !== 0;
    return op.startsWith('Depthwise') && attr['strides']?.list?.i?.some((stride) => stride > 1) === true;
  }

  #half(value: string): string {
    return this.#halves.has(value) ? value : this.#once(this.#toHalf, value, FLOAT, BFLOAT16);
  }

  #full(value: string): string {
    return this.#halves.has(value)
      ? this.#once(this.#toFull, value, BFLOAT16, FLOAT)
      : (this.#toFull.get(value) ?? value);
  }

  #once(casts: Map<string, string>, value: string, from: number, to: number): string {
    const known = casts.get(value);
    if (known !== undefined) return known;
    const cast = this.#cast(value, from, to);
    casts.set(value, cast);
    return cast;
  }

  #cast(value: string, from: number, to: number): string {
    const name = `${value.replace(':', '_')}_as_${to === FLOAT ? 'float32' : 'bfloat16'}`;
    const attr = { SrcT: { type: from }, DstT: { type: to } };
    this.#nodes.push({ name, op: 'Cast', input: [value], attr });
    return name;
  }
}

function followerOf({ op, input }: NodeDef): Follower | undefined {
  return op === 'ConcatV2' ? { operands: input.slice(0, -1).map((_, i) => i) } : FOLLOWING[op];
}
