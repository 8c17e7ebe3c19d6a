import * as tf from '@tensorflow/tfjs';
import { Block } from '../../src/layers/block';
import { ColumnDraw } from '../../src/layers/column-draw';
import { FractalBlock } from '../../src/layers/fractal-block';
import { fractalColumn } from '../../src/layers/fractal-column';
import { FractalJoin } from '../../src/layers/fractal-join';
import { withNoise, type NoiseKey } from '../../src/ops/noise';
import { complexity } from '../../src/report/complexity';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf, randomTensor, saveAndLoad } from '../support/layers';

const keyOf = (number: number): NoiseKey => ({
  numbers: [number, 7],
  tensor: tf.tensor1d([number, 7], 'int32'),
});

/** What a layer gives in training for each of many keys. */
function trained(layer: tf.layers.Layer, inputs: tf.Tensor[], times: number): number[][] {
  return Array.from({ length: times }, (_, i) =>
    withNoise(keyOf(i + 1), () => [...(layer.apply(inputs, { training: true }) as tf.Tensor).dataSync()]),
  );
}

/** Paths of a join, told apart by their digits. */
const PATHS = () => [100, 10, 1].map((value) => tf.tensor2d([[value]]));
const share = (values: number[][], expected: number) =>
  values.filter(([value = NaN]) => Math.abs(value - expected) < 1e-4).length / values.length;

describe('ColumnDraw', () => {
  const draw = (args: Partial<ColumnDraw> = {}) => new ColumnDraw({ name: 'columns', columns: 3, ...args });

  it('lets all columns run outside of training, whatever the batch', () => {
    const drawn = draw().apply(tf.ones([4, 2, 2, 1])) as tf.Tensor;
    expect(drawn.arraySync()).toEqual([[1, 1, 1]]);
  });

  it('draws each column as often as the others in its share of the batches', () => {
    const drawn = trained(draw(), [tf.ones([4, 2, 2, 1])], 400).map((columns) => columns.join(''));
    const counts = ['111', '100', '010', '001'].map((kind) => drawn.filter((each) => each === kind).length);
    expect(counts.reduce((sum, count) => sum + count)).toBe(400);
    // Of 400: 200 with a standard deviation of 10, and 67 with one of 7.5.
    expect(Math.abs((counts[0] ?? NaN) - 200)).toBeLessThan(45);
    for (const count of counts.slice(1)) expect(Math.abs(count - 67)).toBeLessThan(34);
  });

  it('always draws one where all batches run through one, and never where none does', () => {
    const sums = (globalShare: number) =>
      trained(draw({ globalShare }), [tf.ones([1])], 20).map((columns) => columns.reduce((a, b) => a + b));
    expect(new Set(sums(1))).toEqual(new Set([1]));
    expect(new Set(sums(0))).toEqual(new Set([3]));
  });

  it('comes back from its config', () => {
    const config = draw({ globalShare: 0.25 }).getConfig();
    expect(new ColumnDraw(config as never).getConfig()).toEqual(config);
    expect([config['columns'], config['globalShare']]).toEqual([3, 0.25]);
  });
});

describe('FractalJoin', () => {
  const join = (dropPath = 0) => new FractalJoin({ name: 'join4', paths: 3, dropPath });

  it('gives the mean of its paths outside of training, whatever is drawn', () => {
    const alone = join(0.9).apply(PATHS()) as tf.Tensor;
    const drawn = join(0.9).apply([...PATHS(), tf.tensor2d([[0, 0, 1]])]) as tf.Tensor;
    for (const mean of [alone, drawn]) expect(mean.dataSync()[0]).toBeCloseTo(37, 5);
  });

  it('drops paths by themselves in training, keeps one at least, and averages the survivors', () => {
    const values = trained(join(0.5), PATHS(), 600);
    // All three with probability 1/8, any two with 1/8, any one with 1/8 and a third of the 1/8 that none survives.
    for (const value of [37, 55, 50.5, 5.5])
      expect(Math.abs(share(values, value) - 1 / 8)).toBeLessThan(0.06);
    for (const value of [100, 10, 1]) expect(Math.abs(share(values, value) - 1 / 6)).toBeLessThan(0.07);
  });

  it('keeps a single path of all where each is dropped', () => {
    const values = trained(join(1), PATHS(), 60);
    for (const value of [100, 10, 1]) expect(share(values, value)).toBeGreaterThan(0.1);
    expect([100, 10, 1].reduce((sum, value) => sum + share(values, value), 0)).toBeCloseTo(1);
  });

  it('averages all in training where nothing is dropped', () => {
    expect(share(trained(join(), PATHS(), 3), 37)).toBe(1);
    expect(share(trained(join(), [...PATHS(), tf.tensor2d([[1, 1, 1, 1]])], 3), 37)).toBe(1);
  });

  it.each([
    ['the column drawn', [0, 0, 1, 0], 10],
    ['all, if the column drawn ends elsewhere', [1, 0, 0, 0], 37],
  ])('gives %s, of the deepest columns', (_, drawn, expected) => {
    const values = trained(join(0.5), [...PATHS(), tf.tensor2d([drawn])], 5);
    expect(share(values, expected)).toBe(1);
  });

  it('passes the gradient to the paths that survive, in equal parts', () => {
    const layer = join();
    const drawn = tf.tensor2d([[0, 1, 0]]);
    const call = (...paths: tf.Tensor[]) => layer.apply([...paths, drawn], { training: true }) as tf.Tensor;
    const slopes = tf.grads(call)(PATHS(), tf.tensor2d([[6]]));
    expect(slopes.map((slope) => slope.dataSync()[0])).toEqual([0, 6, 0]);
  });

  it('comes back from its config', () => {
    const config = join(0.15).getConfig();
    expect(new FractalJoin(config as never).getConfig()).toEqual(config);
    expect([config['paths'], config['dropPath']]).toEqual([3, 0.15]);
  });

  it('refuses probabilities out of range, and other inputs than its paths and a draw', () => {
    expect(() => join(1.5)).toThrow('join4: dropPath is 1.5, expected 0 to 1');
    expect(() => join().apply(PATHS().slice(1))).toThrow('join4: takes 3 paths and a draw of columns, got 2');
  });
});

const ARGS = { name: 'block1', filters: 2, columns: 3 };

/** Fills each convolution with a value of its own, on one channel; batch norms change almost nothing. */
function fill(model: tf.LayersModel, values: Record<string, number>): void {
  for (const weight of model.weights) {
    const [, layer = '', kind] = weight.originalName.split('/');
    const isKept = kind === 'gamma' || kind === 'moving_variance';
    const value = kind === 'kernel' ? (values[layer.replace('_conv', '')] ?? NaN) : isKept ? 1 : 0;
    weight.write(tf.fill(weight.shape as number[], value));
  }
}

describe('FractalBlock', () => {
  const one = (args: object = {}) => new FractalBlock({ name: 'block1', filters: 1, columns: 3, ...args });
  const FACTORS = {
    col1_unit1: 2,
    col2_unit1: 3,
    col2_unit2: 5,
    col3_unit1: 7,
    col3_unit2: 11,
    col3_unit3: 13,
    col3_unit4: 17,
  };
  /** One pixel: of a kernel of 3x3 the middle counts. */
  const run = (block: FractalBlock) => {
    const model = modelOf(block, [1, 1, 1]);
    fill(model, FACTORS);
    return (model.predict(tf.ones([1, 1, 1, 1])) as tf.Tensor).dataSync()[0] ?? NaN;
  };

  it('joins two columns half way, and all three at the end', () => {
    const half = (3 + 7 * 11) / 2;
    expect(run(one()) / ((2 + 5 * half + 13 * 17 * half) / 3)).toBeCloseTo(1, 4);
  });

  it.each([
    [1, 2],
    [2, 15],
    [3, 7 * 11 * 13 * 17],
  ])('is a plain net of column %i alone where told', (column, expected) => {
    expect(run(one({ column })) / expected).toBeCloseTo(1, 4);
  });

  it('has 1, 2, 4 ... convolutions with bias and batch norm in its columns', () => {
    const params = (columns: number) =>
      complexity(modelOf(new FractalBlock({ ...ARGS, columns, filters: 4 }), [2, 2, 3])).params;
    const [first, inner] = [9 * 3 * 4 + 4 + 8, 9 * 4 * 4 + 4 + 8];
    expect([1, 2, 3, 4].map(params)).toEqual([first, 2 * first + inner, 3 * first + 4 * inner, 4 * first + 11 * inner]); // prettier-ignore
  });

  it('runs through a single column in training where one is drawn for the net', () => {
    const block = one({ dropPath: 0.5 });
    const inputs = [tf.input({ shape: [1, 1, 1] }), tf.input({ shape: [3] })];
    const model = tf.model({ inputs, outputs: block.apply(inputs) as tf.SymbolicTensor });
    fill(model, FACTORS);
    block.trainable = false;
    const x = tf.ones([1, 1, 1, 1]);
    const values = [0, 1, 2].map((column) => {
      const drawn = tf.oneHot([column], 3);
      return trained(block, [x, drawn.toFloat()], 3).map(([value = NaN]) => value);
    });
    [2, 15, 7 * 11 * 13 * 17].forEach((expected, i) => {
      for (const value of values[i] ?? []) expect(value / expected).toBeCloseTo(1, 4);
    });
  });

  it('draws the same paths for the same key, others for others', () => {
    const block = new FractalBlock({ ...ARGS, dropPath: 0.5 });
    modelOf(block, [2, 2, 2]);
    block.trainable = false;
    const x = randomTensor([1, 2, 2, 2], 3);
    const first = trained(block, [x], 12);
    expect(trained(block, [x], 12)).toEqual(first);
    expect(new Set(first.map(String)).size).toBeGreaterThan(4);
  });

  it('refuses a column that it does not have', () => {
    expect(() => one({ column: 4 })).toThrow('block1: column must be an integer from 1 to 3, got 4');
  });

  describe.each([{}, { columns: 2, dropout: 0.1, dropPath: 0.15 }, { column: 2 }])('with %j', (args) => {
    behavesAsALayer(() => new FractalBlock({ ...ARGS, filters: 4, ...args }), [2, 3, 2], 0.4);
  });
});

/** A fractal net of two blocks, which draws columns. */
class Drawn extends Block {
  static className = 'TestDrawnFractal';

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    return drawnFractal(x);
  }
}
tf.serialization.registerClass(Drawn);

function drawnFractal(x: tf.SymbolicTensor): tf.SymbolicTensor {
  const drawn = new ColumnDraw({ name: 'columns', columns: 2 }).apply(x) as tf.SymbolicTensor;
  const block = (name: string) => new FractalBlock({ name, filters: 4, columns: 2, dropPath: 0.15 });
  const middle = block('block1').apply([x, drawn]) as tf.SymbolicTensor;
  return block('block2').apply([middle, drawn]) as tf.SymbolicTensor;
}

describe('a fractal net with a draw of columns', () => {
  behavesAsALayer(() => new Drawn({ name: 'net' }), [2, 3, 2], 0.4);
});

describe('fractalColumn', () => {
  const net = () => {
    const image = tf.input({ shape: [3, 3, 2], name: 'image' });
    const flat = tf.layers.flatten({ name: 'flatten' }).apply(drawnFractal(image)) as tf.SymbolicTensor;
    const outputs = tf.layers.dense({ name: 'fc', units: 2 }).apply(flat) as tf.SymbolicTensor;
    return tf.model({ inputs: image, outputs, name: 'net' });
  };
  const x = () => randomTensor([2, 3, 3, 2], 5);
  const values = (model: tf.LayersModel) => [...(model.predict(x()) as tf.Tensor).dataSync()];

  it.each([
    ['the deepest column unless told', undefined, 2],
    ['a shallower one', 1, 1],
  ])('gives the net that training with only that column trains: %s', (_, column, only) => {
    const model = net();
    const plain = fractalColumn(model, column);
    const blocks = ['block1', 'block2'].map((name) => model.getLayer(name) as FractalBlock);
    const drawn = tf.oneHot([only - 1], 2).toFloat();
    for (const block of blocks) block.trainable = false;
    const features = blocks.reduce(
      (input: tf.Tensor, block) => block.apply([input, drawn], { training: true }) as tf.Tensor,
      x(),
    );
    const expected = model.getLayer('fc').apply(tf.reshape(features, [2, -1])) as tf.Tensor;
    const got = values(plain);
    expected.dataSync().forEach((value, i) => expect(got[i]).toBeCloseTo(value, 5));
    expect(got).not.toEqual(values(model));
  });

  it('shares nothing with the net, and can be saved', async () => {
    const model = net();
    const plain = fractalColumn(model);
    const before = values(plain);
    model.dispose();
    expect(values(plain)).toEqual(before);
    expect(values(await saveAndLoad(plain))).toEqual(before);
  });

  it('has the parameters of that column alone', () => {
    // Two units of 3x3 a block, with bias and batch norm, and the classifier.
    const units = 9 * 2 * 4 + 3 * 9 * 4 * 4 + 4 * (4 + 8);
    expect(complexity(fractalColumn(net())).params).toBe(units + 36 * 2 + 2);
  });

  it('refuses a net without fractal blocks', () => {
    const model = modelOf(tf.layers.flatten({ name: 'flatten' }), [2, 2, 1]);
    expect(() => fractalColumn(model)).toThrow('has no fractal blocks to take a column of');
  });
});
