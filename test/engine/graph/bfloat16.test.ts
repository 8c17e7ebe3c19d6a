import { inBfloat16 } from '../../../src/engine/graph/bfloat16.node';
import type { AttrValue, NodeDef } from '../../../src/engine/graph/schema.node';

const FLOAT = { T: { type: 1 } };

function node(name: string, op: string, input: string[], attr: Record<string, AttrValue> = FLOAT): NodeDef {
  return { name, op, input, attr };
}

/** Nodes as `name = op(inputs)`, those in bfloat16 with a star. */
function written(nodes: NodeDef[], channels = 16): string[] {
  const shapes = new Map(nodes.map(({ name }) => [name, [2, 8, 8, channels]]));
  return inBfloat16(nodes, shapes).map(
    ({ name, op, input, attr }) => `${name} = ${op}${attr['T']?.type === 14 ? '*' : ''}(${input.join(', ')})`,
  );
}

const BLOCK = [
  node('conv', 'Conv2D', ['x', 'w']),
  node('bn', 'FusedBatchNormV3', ['conv', 'scale', 'offset', 'mean', 'variance']),
  node('relu', 'Relu', ['bn']),
  node('next', 'Conv2D', ['relu', 'w2']),
];

describe('a graph in bfloat16', () => {
  it('casts images and weights once, and nothing between a convolution and the next', () => {
    expect(written([...BLOCK, node('again', 'Conv2D', ['x', 'w'])])).toEqual([
      'x_as_bfloat16 = Cast(x)',
      'w_as_bfloat16 = Cast(w)',
      'conv = Conv2D*(x_as_bfloat16, w_as_bfloat16)',
      'bn = FusedBatchNormV3*(conv, scale, offset, mean, variance)',
      'relu = Relu*(bn)',
      'w2_as_bfloat16 = Cast(w2)',
      'next = Conv2D*(relu, w2_as_bfloat16)',
      'again = Conv2D*(x_as_bfloat16, w_as_bfloat16)',
    ]);
  });

  it('normalises other numbers of channels than multiples of 16 in float32', () => {
    expect(written(BLOCK.slice(0, 3), 24).slice(3)).toEqual([
      'conv_as_float32 = Cast(conv)',
      'bn = FusedBatchNormV3(conv_as_float32, scale, offset, mean, variance)',
      'relu = Relu(bn)',
    ]);
  });

  it("reads statistics, a batch norm's other outputs, as they are", () => {
    expect(written([...BLOCK.slice(0, 2), node('moved', 'Mul', ['bn:1', 'rate'])]).at(-1)).toBe(
      'moved = Mul(bn:1, rate)',
    );
  });

  it('adds up the gradients of weights, and applies them, in float32', () => {
    const gradient = (name: string) => node(name, 'Conv2DBackpropFilter', ['x', 'sizes', 'dy']);
    const update = node('update', 'ResourceApplyMomentum', ['sum', '^w']);
    expect(written([gradient('g1'), gradient('g2'), node('sum', 'Add', ['g1', 'g2']), update])).toEqual([
      'x_as_bfloat16 = Cast(x)',
      'dy_as_bfloat16 = Cast(dy)',
      'g1 = Conv2DBackpropFilter*(x_as_bfloat16, sizes, dy_as_bfloat16)',
      'g1_as_float32 = Cast(g1)',
      'g2 = Conv2DBackpropFilter*(x_as_bfloat16, sizes, dy_as_bfloat16)',
      'g2_as_float32 = Cast(g2)',
      'sum = Add(g1_as_float32, g2_as_float32)',
      'update = ResourceApplyMomentum(sum, ^w)',
    ]);
  });

  it('leaves alone what reads float32, and integers', () => {
    const nodes = [
      node('sum', 'Add', ['a', 'b']),
      node('sizes', 'Reshape', ['n', 'shape'], { T: { type: 3 } }),
      node('loss', 'SoftmaxCrossEntropyWithLogits', ['sum', 'target']),
    ];
    expect(inBfloat16(nodes, new Map())).toEqual(nodes);
  });

  it('takes up a value of a step at the end again as float32', () => {
    expect(
      written([node('logits', 'MatMul', ['x', 'w']), node('y', 'Identity', ['logits'])]).slice(3),
    ).toEqual(['logits_as_float32 = Cast(logits)', 'y = Identity(logits_as_float32)']);
  });

  it('keeps depthwise convolutions with strides in float32, which are slow otherwise', () => {
    const depthwise = (name: string, stride: number) =>
      node(name, 'DepthwiseConv2dNative', ['x', 'w'], {
        ...FLOAT,
        strides: { list: { i: [1, stride, stride, 1] } },
      });
    expect(written([depthwise('a', 1), depthwise('b', 2)]).slice(2)).toEqual([
      'a = DepthwiseConv2dNative*(x_as_bfloat16, w_as_bfloat16)',
      'b = DepthwiseConv2dNative(x, w)',
    ]);
  });

  it('joins channels in bfloat16 where all of them come so', () => {
    const half = ['a', 'b'].map((name) => node(name, 'Conv2D', ['x', 'w']));
    const joined = (...parts: string[]) =>
      written([...half, node('joined', 'ConcatV2', [...parts, 'axis'])]).at(-1);
    expect(joined('a', 'b')).toBe('joined = ConcatV2*(a, b, axis)');
    expect(joined('a', 'x')).toBe('joined = ConcatV2(a_as_float32, x, axis)');
  });
});
