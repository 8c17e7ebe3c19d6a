import * as tf from '@tensorflow/tfjs';
import { BatchNorm } from '../../src/layers/batch-norm';
import { Block } from '../../src/layers/block';
import { complexity } from '../../src/report/complexity';
import { through } from '../../src/layers/through';
import { gradientError, modelOf, outputDifference, randomTensor, saveAndLoad } from '../support/layers';

type BranchArgs = ConstructorParameters<typeof tf.layers.Layer>[0] & { filters: number };

/** Two branches over a shared squeeze, with a batch norm: what Fire and the inception blocks will be made of. */
class Branches extends Block {
  static className = 'TestBranches';
  readonly filters: number;

  constructor({ filters, ...args }: BranchArgs) {
    super(args);
    this.filters = filters;
  }

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    const conv = (name: string, kernelSize: number) =>
      tf.layers.conv2d({ name, filters: this.filters, kernelSize, padding: 'same' });
    const squeezed = through(x, [conv('squeeze', 1), new BatchNorm({ name: 'bn' })]);
    const branches = [through(squeezed, [conv('expand1x1', 1)]), through(squeezed, [conv('expand3x3', 3)])];
    return tf.layers.concatenate({ name: 'concat' }).apply(branches) as tf.SymbolicTensor;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.filters };
  }
}
tf.serialization.registerClass(Branches);

/** The second input, which may be left out, is added to the first. */
class Plus extends Block {
  static className = 'TestPlus';

  protected override graph(x: tf.SymbolicTensor, y?: tf.SymbolicTensor): tf.SymbolicTensor {
    return tf.layers.add({ name: 'add' }).apply(y === undefined ? [x, x] : [x, y]) as tf.SymbolicTensor;
  }
}
tf.serialization.registerClass(Plus);

const SHAPE = [4, 4, 3];

function twoBlocks(): tf.LayersModel {
  const input = tf.input({ shape: SHAPE });
  const blocks = [new Branches({ name: 'a', filters: 2 }), new Branches({ name: 'b', filters: 3 })];
  return tf.model({ inputs: input, outputs: through(input, blocks) });
}

// squeeze 3*2 + 2, bn 2 * 2, expand1x1 2*2 + 2, expand3x3 9*2*2 + 2; then the same with 4 in and 3 filters.
const PARAMS = 8 + 4 + 6 + 38 + (4 * 3 + 3) + 6 + (9 + 3) + (81 + 3);

describe('Block', () => {
  it('counts the weights of the layers inside', () => {
    const model = twoBlocks();
    expect(complexity(model).params).toBe(PARAMS);
    expect(model.countParams()).toBe(PARAMS + 2 * 2 + 2 * 3);
  });

  it('counts the multiply-adds of the layers inside', () => {
    expect(complexity(twoBlocks()).macs).toBe(16 * (3 * 2 + 2 * 2 + 9 * 2 * 2 + 4 * 3 + 3 * 3 + 9 * 3 * 3));
  });

  it('names each weight by the block and the role of its layer', () => {
    const names = twoBlocks().weights.map(({ originalName }) => originalName);
    expect(names).toContain('a/squeeze/kernel');
    expect(names).toContain('b/bn/moving_variance');
    expect(new Set(names).size).toBe(names.length);
  });

  it('knows the shape of its output', () => {
    expect(twoBlocks().outputs[0]?.shape).toEqual([null, 4, 4, 6]);
  });

  it('computes what the same layers compute without a block', () => {
    const block = new Branches({ name: 'a', filters: 2 });
    const model = modelOf(block, SHAPE);
    const difference = outputDifference(model, block.inner, [2, ...SHAPE]);
    expect(difference).toBe(0);
  });

  it('has the gradients that finite differences show', () => {
    const model = modelOf(new Branches({ name: 'a', filters: 2 }), SHAPE);
    expect(gradientError(model, [2, ...SHAPE])).toBeLessThan(1e-2);
  });

  it('predicts the same after it was saved and loaded', async () => {
    const model = twoBlocks();
    expect(outputDifference(model, await saveAndLoad(model), [2, ...SHAPE])).toBe(0);
  });

  it('passes the training flag on to the layers inside', () => {
    const block = new Branches({ name: 'a', filters: 2 });
    const model = modelOf(block, SHAPE);
    const mean = () => [...(block.inner.getLayer('bn').getWeights()[2] as tf.Tensor).dataSync()];
    tf.dispose(model.predict(randomTensor([2, ...SHAPE], 1)));
    expect(mean()).toEqual([0, 0]);
    tf.dispose(model.apply(randomTensor([2, ...SHAPE], 1), { training: true }) as tf.Tensor);
    expect(mean()).not.toEqual([0, 0]);
  });

  it('freezes and unfreezes the layers inside', () => {
    const block = new Branches({ name: 'a', filters: 2, trainable: false });
    modelOf(block, SHAPE);
    expect(block.trainableWeights).toEqual([]);
    expect(block.inner.getLayer('bn').trainable).toBe(false);
    block.trainable = true;
    expect(block.trainableWeights).toHaveLength(8);
    expect(block.inner.getLayer('bn').trainable).toBe(true);
  });

  it('takes as many inputs as its graph has parameters', async () => {
    const inputs = [1, 2].map((i) => tf.input({ shape: [2], name: `x${i}` }));
    const outputs = new Plus({ name: 'plus' }).apply(inputs) as tf.SymbolicTensor;
    const model = tf.model({ inputs, outputs });
    const sum = (each: tf.LayersModel) =>
      (each.predict([tf.tensor2d([[1, 2]]), tf.tensor2d([[10, 20]])]) as tf.Tensor).arraySync();
    expect(outputs.shape).toEqual([null, 2]);
    expect(sum(model)).toEqual([[11, 22]]);
    expect(sum(await saveAndLoad(model))).toEqual([[11, 22]]);
    expect(() => new Plus({ name: 'plus' }).apply([...inputs, ...inputs])).toThrow(
      'plus: takes 2 inputs at most, got 4',
    );
  });

  it('has no inner model before it is built', () => {
    expect(() => new Branches({ name: 'a', filters: 2 }).inner).toThrow(
      'a: has no inner model before it is built',
    );
  });

  it('frees its weights with the model', () => {
    const before = tf.memory().numTensors;
    twoBlocks().dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
