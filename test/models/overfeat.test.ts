import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create, type CreateOptions } from '../../src/create';
import { Dropout } from '../../src/layers/dropout';
import { undrawn } from '../support/undrawn';
import type { OverFeatOptions } from '../../models/overfeat';

type Options = CreateOptions & Partial<OverFeatOptions>;

const NARROW: Options = { alpha: 1 / 64, classes: 2 };

function shapeOf(name: string, layer: string, options: Options = {}): (number | null)[] {
  return create<Options>(name, { ...NARROW, ...options }).getLayer(layer).outputShape as tf.Shape;
}

function outputShape(name: string, options: Options): tf.Shape | undefined {
  return create<Options>(name, { ...NARROW, ...options }).outputs[0]?.shape;
}

describe('overfeat_fast', () => {
  it('has the sizes of table 1', () => {
    const sizes = ['conv1', 'pool1', 'conv2', 'pool2', 'conv5', 'pool5', 'fc6', 'fc8'].map(
      (layer) => shapeOf('overfeat_fast', layer)[1],
    );
    expect(sizes).toEqual([56, 28, 24, 12, 12, 6, 1, 1]);
  });

  it('has as many parameters as the files of its weights, layer by layer', () => {
    const model = undrawn('overfeat_fast');
    // Where each of the kernels and biases begins in the file that was published.
    const ends = [
      34_848, 34_944, 649_344, 649_600, 1_829_248, 1_829_760, 6_548_352, 6_549_376, 15_986_560, 15_987_584,
      129_233_792, 129_236_864, 141_819_776, 141_823_872, 145_919_872, 145_920_872,
    ]; // prettier-ignore
    let end = 0;
    expect(
      model.weights.map(({ shape }) => (end += shape.reduce<number>((a, b) => a * Number(b), 1))),
    ).toEqual(ends);
    model.dispose();
  });
});

describe('overfeat_accurate', () => {
  it('has the sizes of table 3', () => {
    const sizes = ['conv1', 'pool1', 'conv2', 'pool2', 'conv6', 'pool6', 'fc7', 'fc9'].map(
      (layer) => shapeOf('overfeat_accurate', layer)[1],
    );
    expect(sizes).toEqual([108, 36, 30, 15, 15, 5, 1, 1]);
  });

  it('drops half of what its two hidden layers give', () => {
    const dropouts = create('overfeat_accurate', NARROW).layers.filter((layer) => layer instanceof Dropout);
    expect(dropouts.map(({ name, rate }) => [name, rate])).toEqual([
      ['dropout7', 0.5],
      ['dropout8', 0.5],
    ]);
  });

  /** Table 5: height and width of an image, and of the map of scores with the nine offsets interleaved. */
  it.each([
    [245, 245, 3, 3],
    [281, 317, 6, 9],
    [317, 389, 9, 15],
    [389, 461, 15, 21],
    // The maps before the poolings are of 32x38; table 5 prints 32x35.
    [425, 497, 18, 24],
    [461, 569, 21, 30],
  ])('scores an image of %dx%d at %dx%d places', (height, width, rows, columns) => {
    expect(outputShape('overfeat_accurate', { dense: true, inputShape: [height, width, 3] })).toEqual([
      null,
      rows,
      columns,
      2,
    ]);
  });

  it('has 109,061,124 parameters in its head for boxes, with one regressor for all classes', () => {
    const model = undrawn('overfeat_accurate', { head: 'box' } as Options);
    const layers = model.layers.filter(({ name }) => /^box\d$/.test(name));
    expect(layers.map((layer) => layer.countParams())).toEqual([104_861_696, 4_195_328, 4_100]);
    model.dispose();
  });
});

describe('the boxes', () => {
  it('are four edges at each place, or four for each class', () => {
    expect(outputShape('overfeat_cifar', { head: 'box' })).toEqual([null, 1, 1, 4]);
    expect(outputShape('overfeat_cifar', { head: 'boxes', classes: 7 })).toEqual([null, 1, 1, 7, 4]);
    // 48: 24, 12, 6, and 4x4 fits on it at 3x3 places.
    expect(outputShape('overfeat_cifar', { head: 'box', inputShape: [48, 48, 3] })).toEqual([null, 3, 3, 4]);
  });

  it('are told at the places of every offset where they are dense', () => {
    const options: Options = { dense: true, inputShape: [48, 40, 3], classes: 7 };
    // Of 12x10, poolings of 2 leave 5x4 at all offsets, on which 4x4 fits at 2x1 places.
    expect(outputShape('overfeat_cifar', { ...options, head: 'box' })).toEqual([null, 4, 2, 4]);
    expect(outputShape('overfeat_cifar', { ...options, head: 'boxes' })).toEqual([null, 4, 2, 7, 4]);
  });

  it('have the convolutions of the classifier before them', () => {
    const shapes = (head: OverFeatOptions['head']) =>
      create<Options>('overfeat_cifar', { ...NARROW, head })
        .weights.filter(({ originalName }) => originalName.startsWith('conv'))
        .map(({ originalName, shape }) => [originalName, shape]);
    expect(shapes('box')).toHaveLength(10);
    expect(shapes('box')).toEqual(shapes('class'));
    expect(shapes('boxes')).toEqual(shapes('class'));
  });
});

describe('a classifier that looks at every place', () => {
  const options: Options = { alpha: 0.1, classes: 5, inputShape: [44, 40, 3], seed: 1 };
  const dense = create<Options>('overfeat_cifar', { ...options, dense: true });

  it('tells at each place what the net tells of the features there', () => {
    // Features of 11x10: poolings of 2 leave 5x4 at all offsets, on which 4x4 fits at 2x1 places.
    const image = tf.randomNormal(
      dense.inputs[0]?.shape.map((size) => size ?? 1) as number[],
      0,
      1,
      'float32',
      2,
    );
    const probabilities = dense.predict(image) as tf.Tensor4D;
    expect(probabilities.shape).toEqual([1, 4, 2, 5]);
    const before = dense.layers.findIndex(({ name }) => name === 'pool5');
    const behind = dense.layers.slice(before + 1).filter(({ name }) => name !== 'interleave');
    const features = dense.layers
      .slice(1, before)
      .reduce<tf.Tensor>((x, layer) => layer.apply(x) as tf.Tensor, image);
    for (const row of [0, 1, 2, 3]) {
      for (const column of [0, 1]) {
        const window = tf.slice(features, [0, row, column, 0], [1, 8, 8, -1]) as tf.Tensor4D;
        const pooled: tf.Tensor = tf.maxPool(window, 2, 2, 'valid');
        const expected = behind.reduce((x, layer) => layer.apply(x) as tf.Tensor, pooled).dataSync();
        const actual = tf.slice(probabilities, [0, row, column, 0], [1, 1, 1, 5]).dataSync();
        expect(actual).toHaveLength(5);
        actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 5));
      }
    }
  });

  it('takes the weights of the net that does not', () => {
    const plain = create<Options>('overfeat_cifar', { ...options, inputShape: [32, 32, 3], seed: 1 });
    const names = (model: tf.LayersModel) =>
      model.weights.map(({ originalName, shape }) => [originalName, shape]);
    expect(names(dense)).toEqual(names(plain));
  });

  it('needs an image that holds the net at each offset', () => {
    // (4 * 2 + 1) * 4 pixels.
    expect(() => create<Options>('overfeat_cifar', { dense: true, inputShape: [36, 35, 3] })).toThrow(
      'overfeat_cifar: height and width must be at least 36, got 36x35',
    );
    expect(outputShape('overfeat_cifar', { dense: true, inputShape: [36, 36, 3] })).toEqual([null, 2, 2, 2]);
  });

  it('is no matter of features alone', () => {
    expect(() =>
      create<Options>('overfeat_cifar', { dense: true, includeTop: false, inputShape: [64, 64, 3] }),
    ).toThrow('overfeat_cifar: dense: true needs includeTop: true');
  });
});

describe('an image larger than the net', () => {
  it('has the score of each class where that is largest', () => {
    const model = create('overfeat_mnist', { alpha: 0.1, classes: 3, inputShape: [36, 44, 1], seed: 4 });
    expect(model.getLayer('fc8').outputShape).toEqual([null, 2, 3, 3]);
    expect(model.getLayer('spatial_max').outputShape).toEqual([null, 3]);
    expect(model.outputs[0]?.shape).toEqual([null, 3]);
  });

  it('is refused where it is smaller', () => {
    expect(() => create('overfeat_mnist', { inputShape: [23, 28, 1] })).toThrow(
      'overfeat_mnist: height and width must be at least 24, got 23x28',
    );
  });
});
