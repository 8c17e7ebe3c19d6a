import '../../models';
import { create } from '../../src/create';
import { Dropout } from '../../src/layers/dropout';
import { complexity } from '../../src/report/complexity';
import { undrawn } from '../support/undrawn';

/** A sixteenth of the widths. */
const narrow = { alpha: 1 / 16 };
const shapeOf = (name: string, layer: string) => create(name, narrow).getLayer(layer).outputShape;

describe('nin_cifar', () => {
  it('ends in one map for each class, averaged behind a ReLU', () => {
    const names = create('nin_cifar', narrow).layers.map(({ name }) => name);
    expect(names.slice(1)).toEqual([
      'mlpconv1',
      'pool1',
      'dropout1',
      'mlpconv2',
      'pool2',
      'dropout2',
      'mlpconv3',
      'cccp6',
      'cccp6_relu',
      'pool',
      'probabilities',
    ]);
    expect(shapeOf('nin_cifar', 'cccp6_relu')).toEqual([null, 8, 8, 10]);
  });

  it('has maps of 16 and 8 pixels behind its poolings, digits of 14 and 7', () => {
    expect(shapeOf('nin_cifar', 'pool1')).toEqual([null, 16, 16, 6]);
    expect(shapeOf('nin_cifar', 'pool2')).toEqual([null, 8, 8, 12]);
    expect(shapeOf('nin_mnist', 'pool1')).toEqual([null, 14, 14, 3]);
    expect(shapeOf('nin_mnist', 'pool2')).toEqual([null, 7, 7, 3]);
  });

  it('drops half of what its poolings give', () => {
    const dropouts = create('nin_cifar', narrow).layers.filter((layer) => layer instanceof Dropout);
    expect(dropouts.map((layer) => layer.getConfig()['rate'])).toEqual([0.5, 0.5]);
  });

  it('scales every width but the classes by alpha', () => {
    // Half the widths, counted by hand: 5x5, 1x1, 1x1 in two blocks, 3x3 and 1x1, and the classes.
    const first = 25 * 3 * 96 + 96 + (96 * 80 + 80) + (80 * 48 + 48);
    const second = 25 * 48 * 96 + 96 + 2 * (96 * 96 + 96);
    const third = 9 * 96 * 96 + 96 + (96 * 96 + 96) + (96 * 10 + 10);
    expect(complexity(undrawn('nin_cifar', { alpha: 0.5 })).params).toBe(first + second + third);
  });

  it('takes images from 6 pixels on, odd ones too', () => {
    const model = create('nin_cifar', { inputShape: [6, 41, 3], alpha: 0.1 });
    expect(model.getLayer('pool2').outputShape).toEqual([null, 1, 10, 19]);
    expect(() => create('nin_cifar', { inputShape: [5, 32, 3] })).toThrow(
      'nin_cifar: height and width must be at least 6, got 5x32',
    );
  });
});

describe('nin', () => {
  it('has four blocks, with dropout before the last', () => {
    const names = create('nin', narrow).layers.map(({ name }) => name);
    expect(names.slice(-7)).toEqual([
      'pool3',
      'dropout3',
      'mlpconv4',
      'cccp8',
      'cccp8_relu',
      'pool',
      'probabilities',
    ]);
  });

  it('has maps of 54, 27, 13 and 6 pixels: poolings reach over the edge', () => {
    const model = create('nin', narrow);
    const sizes = ['mlpconv1', 'pool1', 'pool2', 'pool3'].map(
      (name) => (model.getLayer(name).outputShape as number[])[1],
    );
    expect(sizes).toEqual([54, 27, 13, 6]);
  });

  it('multiplies as often as counted for images of 227x227', () => {
    expect(complexity(undrawn('nin', { inputShape: [227, 227, 3] })).macs).toBe(1_105_996_320);
  });

  it('takes images from 55 pixels on', () => {
    expect(() => create('nin', { inputShape: [54, 54, 3] })).toThrow('must be at least 55, got 54x54');
    expect(create('nin', { inputShape: [55, 55, 3], ...narrow }).outputs[0]?.shape).toEqual([null, 1000]);
  });
});
