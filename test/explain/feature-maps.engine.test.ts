import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { ConvzooError } from '../../src/errors';
import { featureLayers, featureMaps } from '../../src/explain/feature-maps';
import { firstKernels } from '../../src/explain/kernels';
import { randomTensor } from '../support/layers';
import { netOf, pointwise } from './nets';

const { layers } = tf;

describe('featureMaps', () => {
  it('are what the model gives when it is cut behind the layer', () => {
    const model = create('resnet20', { seed: 1 });
    const x = randomTensor([2, 32, 32, 3], 2) as tf.Tensor4D;
    const before = tf.memory().numTensors;
    for (const layer of ['conv1', 'stage1_block1', 'stage2_block1']) {
      tf.tidy(() => {
        const outputs = model.getLayer(layer).output as tf.SymbolicTensor;
        const cut = tf.model({ inputs: model.inputs, outputs }).predict(x) as tf.Tensor;
        const found = featureMaps(model, x, layer);
        expect(found.shape).toEqual(cut.shape);
        expect(tf.max(tf.abs(tf.sub(found, cut))).dataSync()[0]).toBeLessThan(1e-5);
      });
    }
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('are those inside a block too', () => {
    const model = create('resnet20', { seed: 1 });
    const x = randomTensor([1, 32, 32, 3], 2) as tf.Tensor4D;
    tf.tidy(() => {
      // A residual block: its convolutions read what it reads.
      const read = featureMaps(model, x, 'stage1_block1');
      const kernel = model.weights.find(({ originalName }) => originalName === 'stage1_block2/conv1/kernel');
      const expected = tf.conv2d(read, kernel?.read() as tf.Tensor4D, 1, 'same');
      const found = featureMaps(model, x, 'stage1_block2/conv1');
      expect(tf.max(tf.abs(tf.sub(found, expected))).dataSync()[0]).toBeLessThan(1e-4);
    });
    model.dispose();
  });

  it('are refused of layers that are not there, with a name that is near', () => {
    const model = create('resnet20', { seed: 1 });
    const x = tf.zeros([1, 32, 32, 3]) as tf.Tensor4D;
    expect(() => featureMaps(model, x, 'stage1_block2/conv3')).toThrow(
      /did you mean 'stage1_block2\/conv\d'\?/,
    );
    expect(() => featureMaps(model, x, 'stage9')).toThrow(ConvzooError);
    expect(() => featureMaps(model, tf.zeros([1, 28, 28, 3]), 'conv1')).toThrow(
      /expected \[batch, 32, 32, 3\]/,
    );
    model.dispose();
  });
});

describe('featureLayers', () => {
  it('names every layer with maps above 1x1, those inside blocks too, in the order of computing', () => {
    const model = create('lenet5', { seed: 1 });
    expect(featureLayers(model)).toEqual([
      { name: 'C1', shape: [28, 28, 6] },
      { name: 'C1_squash', shape: [28, 28, 6] },
      { name: 'S2', shape: [14, 14, 6] },
      { name: 'S2_squash', shape: [14, 14, 6] },
      { name: 'C3', shape: [10, 10, 16] },
      { name: 'C3_squash', shape: [10, 10, 16] },
      { name: 'S4', shape: [5, 5, 16] },
      { name: 'S4_squash', shape: [5, 5, 16] },
    ]);
    model.dispose();
    const residual = create('resnet20', { seed: 1 });
    const names = featureLayers(residual).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['conv1', 'stage1_block1/conv1', 'stage1_block1']));
    expect(names.indexOf('stage1_block1/conv1')).toBeLessThan(names.indexOf('stage1_block1'));
    residual.dispose();
  });
});

describe('firstKernels', () => {
  it('are those of the convolution that reads the image, one after the other', () => {
    const net = netOf([4, 4, 2], [pointwise('first', 3), pointwise('second', 4)], {
      first: [1, 2, 3, 4, 5, 6],
    });
    const kernels = firstKernels(net);
    expect(kernels.shape).toEqual([3, 1, 1, 2]);
    expect([...kernels.dataSync()]).toEqual([1, 4, 2, 5, 3, 6]);
    kernels.dispose();
  });

  it('are refused of a net that reads single pixels', () => {
    const net = netOf(
      [4, 4, 2],
      [layers.flatten({ name: 'flatten' }), layers.dense({ name: 'fc', units: 2 })],
    );
    expect(() => firstKernels(net)).toThrow(/^net: no convolution reads the image/);
  });
});
