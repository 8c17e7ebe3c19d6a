import * as tf from '@tensorflow/tfjs';
import { Block } from '../../src/layers/block';
import { MaxPoolIndices2D } from '../../src/layers/max-pool-indices';
import { MaxUnpooling2D } from '../../src/layers/max-unpooling';
import { Predictor } from '../../src/predict/predictor';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf, outputDifference, outputOf, randomTensor, saveAndLoad } from '../support/layers';

/** Doubled maxima put back where they stood. */
function poolAndUnpool(x: tf.SymbolicTensor, poolSize: number): tf.SymbolicTensor {
  const pooled = tf.layers.maxPooling2d({ name: 'pool', poolSize }).apply(x) as tf.SymbolicTensor;
  const doubled = tf.layers.add({ name: 'double' }).apply([pooled, pooled]);
  const indices = new MaxPoolIndices2D({ name: 'indices', poolSize }).apply(x);
  const unpool = new MaxUnpooling2D({ name: 'unpool', poolSize });
  return unpool.apply([doubled, indices] as tf.SymbolicTensor[]) as tf.SymbolicTensor;
}

class PoolAndUnpool extends Block {
  static className = 'TestPoolAndUnpool';

  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    return poolAndUnpool(x, 2);
  }
}
tf.serialization.registerClass(PoolAndUnpool);

function functional(shape: number[], poolSize: number): tf.LayersModel {
  const image = tf.input({ shape, name: 'image' });
  return tf.model({ inputs: image, outputs: poolAndUnpool(image, poolSize), name: 'back' });
}

const symbols = (...shapes: number[][]) => shapes.map((shape) => tf.input({ shape }));

describe('MaxPoolIndices2D', () => {
  it('tells where in its image the first maximum of each window stands', () => {
    const x = tf.tensor4d([1, 2, 5, 5, 3, -1, 4, 5], [1, 2, 4, 1]);
    expect(outputOf(new MaxPoolIndices2D(), x)).toEqual([4, 2]);
  });

  it('counts channels into the index', () => {
    const x = tf.tensor4d([0, 9, 8, 0], [1, 1, 2, 2]);
    expect(outputOf(new MaxPoolIndices2D({ poolSize: 1 }), x)).toEqual([0, 1, 2, 3]);
  });

  it('comes back from its config', () => {
    const config = new MaxPoolIndices2D({ name: 'indices', poolSize: 3 }).getConfig();
    expect(new MaxPoolIndices2D(config as never).getConfig()).toEqual(config);
    expect(config['poolSize']).toBe(3);
  });

  it('refuses images that its windows do not fit', () => {
    const layer = new MaxPoolIndices2D({ name: 'indices' });
    expect(() => layer.apply(symbols([4, 5, 1]))).toThrow("indices: windows of 2 don't fit an image of 4x5");
  });

  it('refuses images with more values than float32 has indices', () => {
    expect(() => new MaxPoolIndices2D({ name: 'indices' }).apply(symbols([4096, 4096, 1]))).not.toThrow();
    expect(() => new MaxPoolIndices2D({ name: 'indices' }).apply(symbols([4096, 4096, 2]))).toThrow(
      'indices: 4096x4096x2 values, expected at most 16777216: float32 has no larger indices',
    );
  });
});

describe('MaxUnpooling2D', () => {
  it('puts values where the maxima stood, zeros elsewhere', () => {
    const x = tf.tensor4d([1, 2, 5, 6, 3, -1, 4, 5], [1, 2, 4, 1]);
    expect(outputOf(new PoolAndUnpool({}), x)).toEqual([0, 0, 0, 12, 6, 0, 0, 0]);
  });

  // So few windows that none has two values closer than finite differences reach.
  behavesAsALayer(() => new PoolAndUnpool({ name: 'back' }), [2, 4, 2]);

  it('predicts the same as part of a model that was saved and loaded', async () => {
    const model = functional([6, 9, 2], 3);
    const loaded = await saveAndLoad(model);
    expect(outputDifference(model, loaded, [2, 6, 9, 2])).toBe(0);
    expect(loaded.getLayer('unpool').getConfig()['poolSize']).toBe(3);
  });

  it('predicts the same through a predictor', () => {
    const model = functional([4, 6, 3], 2);
    const predictor = new Predictor(model);
    const x = randomTensor([3, 4, 6, 3], 4);
    const predicted = predictor.predict(x).dataSync();
    expect([...predicted]).toEqual([...(model.predict(x) as tf.Tensor).dataSync()]);
    predictor.dispose();
  });

  it('passes the gradient to the values alone, from where they were put', () => {
    const model = modelOf(new PoolAndUnpool({}), [2, 2, 1]);
    const slope = tf.grad((x: tf.Tensor) => model.apply(x) as tf.Tensor);
    const x = tf.tensor4d([1, 2, 4, 3], [1, 2, 2, 1]);
    const dy = tf.tensor4d([10, 20, 30, 40], [1, 2, 2, 1]);
    // The value counts twice.
    expect([...slope(x, dy).dataSync()]).toEqual([0, 0, 60, 0]);
  });

  it('refuses other inputs than values and indices of one shape', () => {
    const layer = () => new MaxUnpooling2D({ name: 'unpool' });
    expect(() => layer().apply(symbols([2, 2, 1], [2, 1, 1]))).toThrow(
      'unpool: values are 2x2x1, indices 2x1x1, expected the same shape',
    );
    expect(() => layer().apply(symbols([2, 2, 1]))).toThrow('unpool: takes values and indices, got 1 inputs');
  });
});
