import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { ConvzooError } from '../../src/errors';
import { BatchNorm } from '../../src/layers/batch-norm';
import { Block } from '../../src/layers/block';
import { through } from '../../src/layers/through';
import { complexity } from '../../src/report/complexity';
import { profile, type LayerProfile } from '../../src/report/profile';
import { undrawn } from '../support/undrawn';

const conv2d = (name: string, filters: number, kernelSize: number, strides = 1) =>
  tf.layers.conv2d({ name, filters, kernelSize, strides, padding: 'same' });

function modelOf(image: tf.SymbolicTensor, outputs: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.LayersModel {
  return tf.model({ inputs: image, outputs, name: 'test' });
}

const image = (size: number | null = 8, channels = 3) =>
  tf.input({ shape: [size, size, channels], name: 'image' });

function row(rows: readonly LayerProfile[], name: string): LayerProfile {
  const found = rows.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no row ${name} among ${rows.map((each) => each.name).join()}`);
  return found;
}

/** Two convolutions and a batch norm: 3x3 to 2 channels with a bias, 1x1 to 4 without. */
class Bottle extends Block {
  static className = 'TestBottle';
  protected override graph(x: tf.SymbolicTensor): tf.SymbolicTensor {
    return through(x, [
      conv2d('squeeze', 2, 3),
      new BatchNorm({ name: 'bn' }),
      tf.layers.conv2d({ name: 'expand', filters: 4, kernelSize: 1, useBias: false }),
    ]);
  }
}

describe('a row of a profile', () => {
  it('has the shape, parameters, multiply-adds and bytes of its layer', () => {
    const { rows } = profile(create('lenet_caffe'));
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['image', 'conv1', 'pool1']));
    expect(row(rows, 'image')).toMatchObject({ params: 0, macs: 0, activationBytes: 4 * 28 * 28 });
    expect(row(rows, 'conv1')).toEqual({
      name: 'conv1',
      className: 'Conv2D',
      outputShape: [24, 24, 20],
      uses: 1,
      params: 25 * 20 + 20,
      totalParams: 25 * 20 + 20,
      macs: 24 * 24 * 20 * 25,
      activationBytes: 4 * 24 * 24 * 20,
      inner: [],
    });
    expect(row(rows, 'conv2').macs).toBe(8 * 8 * 50 * 25 * 20);
  });

  it('tells what is trained from what is not', () => {
    const x = image();
    const [, norm] = profile(modelOf(x, through(x, [new BatchNorm({ name: 'bn' })]))).rows;
    expect(norm).toMatchObject({ params: 6, totalParams: 12 });
  });

  it('takes the multiply-adds of a layer that counts them itself', () => {
    // Table I of LeCun et al. 1998: 60 connections of 5x5 at 10x10 places.
    const counting = profile(create('lenet5')).rows.filter(({ className }) => className === 'TableConv2D');
    expect(counting.map(({ macs }) => macs)).toEqual([10 * 10 * 25 * 60]);
  });

  it('counts both kernels of a separable convolution and a transposed one where it reads', () => {
    const x = image(8, 3);
    const separable = tf.layers.separableConv2d({
      name: 'separable',
      filters: 5,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
    });
    const transposed = tf.layers.conv2dTranspose({
      name: 'transposed',
      filters: 7,
      kernelSize: 2,
      strides: 2,
    });
    const { rows } = profile(modelOf(x, through(x, [separable, transposed])));
    expect(row(rows, 'separable').macs).toBe(4 * 4 * (9 * 3 + 3 * 5));
    expect(row(rows, 'transposed')).toMatchObject({ outputShape: [8, 8, 7], macs: 4 * 4 * 4 * 5 * 7 });
  });
});

describe('a block', () => {
  it('is a row that costs what the rows inside it do', () => {
    const x = image();
    const [, block] = profile(modelOf(x, through(x, [new Bottle({ name: 'bottle' })]))).rows;
    expect(block).toMatchObject({
      name: 'bottle',
      className: 'TestBottle',
      outputShape: [8, 8, 4],
      params: 27 * 2 + 2 + 4 + 2 * 4,
      totalParams: 27 * 2 + 2 + 8 + 2 * 4,
      macs: 64 * (27 * 2 + 2 * 4),
      activationBytes: 4 * 64 * (2 + 2 + 4),
    });
    expect(block?.inner.map(({ name, macs }) => [name, macs])).toEqual([
      ['squeeze', 64 * 54],
      ['bn', 0],
      ['expand', 64 * 8],
    ]);
  });

  it('that is frozen has no trained parameters', () => {
    const x = image();
    const block = new Bottle({ name: 'bottle' });
    const model = modelOf(x, through(x, [block, conv2d('last', 1, 1)]));
    block.trainable = false;
    expect(profile(model)).toMatchObject({ params: 4 + 1, totalParams: 72 + 5 });
  });

  it('that is a model inside the model is opened too', () => {
    const inside = image(8, 3);
    const nested = tf.model({
      inputs: inside,
      outputs: through(inside, [conv2d('conv', 2, 3)]),
      name: 'nested',
    });
    const x = image();
    const { rows, macs } = profile(modelOf(x, nested.apply(x) as tf.SymbolicTensor));
    expect(row(rows, 'nested').inner.map(({ name }) => name)).toEqual(['conv']);
    expect(macs).toBe(64 * 54);
  });
});

describe('weights that are used several times', () => {
  it('count once, their multiply-adds and activations each time', () => {
    const x = image(8, 4);
    const shared = new Bottle({ name: 'shared' });
    const { rows, ...totals } = profile(modelOf(x, through(x, [shared, shared, shared])));
    const params = 36 * 2 + 2 + 4 + 2 * 4;
    const expected = {
      params,
      totalParams: params + 4,
      macs: 3 * 64 * (36 * 2 + 2 * 4),
      activationBytes: 3 * 4 * 64 * (2 + 2 + 4),
    };
    expect(row(rows, 'shared')).toMatchObject({ ...expected, uses: 3 });
    expect(row(rows, 'shared').inner.map(({ uses }) => uses)).toEqual([3, 3, 3]);
    expect(totals).toEqual({ ...expected, activationBytes: expected.activationBytes + 4 * 64 * 4 });
  });

  it('count at the size of each use', () => {
    const x = image(8, 3);
    const conv = conv2d('conv', 3, 3);
    const half = tf.layers.maxPooling2d({ name: 'pool', poolSize: 2 }).apply(x) as tf.SymbolicTensor;
    const model = modelOf(x, [conv.apply(x), conv.apply(half)] as tf.SymbolicTensor[]);
    expect(row(profile(model).rows, 'conv')).toMatchObject({
      uses: 2,
      outputShape: [8, 8, 3],
      params: 81 + 3,
      macs: (64 + 16) * 81,
      activationBytes: 4 * (64 + 16) * 3,
    });
  });

  it('count in the model, not in others that share the layer', () => {
    const x = image();
    const conv = conv2d('conv', 3, 3);
    const once = conv.apply(x) as tf.SymbolicTensor;
    modelOf(x, conv.apply(once) as tf.SymbolicTensor);
    expect(profile(modelOf(x, once)).macs).toBe(64 * 81);
  });
});

describe('a tf.sequential', () => {
  const layers = () => [
    tf.layers.conv2d({ name: 'conv', filters: 4, kernelSize: 3, inputShape: [8, 8, 3] }),
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'dense', units: 10 }),
    tf.layers.softmax({ name: 'softmax' }),
  ];
  const macs = { conv: 6 * 6 * 27 * 4, dense: 6 * 6 * 4 * 10 };

  it('costs what its layers do', () => {
    const model = tf.sequential({ layers: layers() });
    const params = 27 * 4 + 4 + 144 * 10 + 10;
    expect(model.countParams()).toBe(params);
    const totals = { params, totalParams: params, macs: macs.conv + macs.dense };
    expect(complexity(model)).toEqual(totals);
    const { rows, activationBytes } = profile(model);
    expect(activationBytes).toBe(4 * (8 * 8 * 3 + 144 + 144 + 10 + 10));
    expect(row(rows, 'conv')).toMatchObject({ outputShape: [6, 6, 4], uses: 1, macs: macs.conv });
    expect(row(rows, 'dense')).toMatchObject({ outputShape: [10], params: 1450, macs: macs.dense });
  });

  it('is opened inside of a model, and costs twice where it is used twice', () => {
    const inside = tf.sequential({ name: 'inside', layers: layers() });
    const x = image();
    const outputs = [inside.apply(x), inside.apply(x)] as tf.SymbolicTensor[];
    const { rows, params } = profile(modelOf(x, outputs));
    expect(row(rows, 'inside')).toMatchObject({ uses: 2, macs: 2 * (macs.conv + macs.dense) });
    expect(row(rows, 'inside').inner.map(({ name }) => name)).toEqual([
      'conv',
      'flatten',
      'dense',
      'softmax',
    ]);
    expect(params).toBe(inside.countParams());
  });

  it('is opened inside of another one, also as its first layer', () => {
    const inside = tf.sequential({ layers: layers().slice(0, 2) });
    const outer = tf.sequential({ layers: [inside, ...layers().slice(2)] });
    expect(complexity(outer)).toMatchObject({ params: outer.countParams(), macs: macs.conv + macs.dense });
  });
});

describe('the totals', () => {
  it.each([
    ['lenet5', 60_000, 325_680],
    ['resnet20', 269_722, 40_551_040],
    ['resnet50', 25_557_032, 3_857_973_248],
    ['vgg16', 138_357_544, 15_470_264_320],
  ])('of %s are %d parameters and %d multiply-adds, and the sums of the rows', (name, params, macs) => {
    const model = undrawn(name);
    const { rows, ...totals } = profile(model);
    expect(totals).toMatchObject({ params, macs });
    expect(complexity(model)).toEqual({ params, macs, totalParams: totals.totalParams });
    for (const key of ['params', 'totalParams', 'macs', 'activationBytes'] as const) {
      expect(rows.reduce((sum, each) => sum + each[key], 0)).toBe(totals[key]);
    }
    model.dispose();
  });

  it('need images of one size', () => {
    const x = image(null);
    const model = modelOf(x, through(x, [conv2d('conv', 2, 3)]));
    expect(() => profile(model)).toThrow(ConvzooError);
    expect(() => complexity(model)).toThrow(
      'image: its costs depend on sizes that are not known, [null,null,3]',
    );
  });
});
