import '../../models';
import { create } from '../../src/create';
import { Dropout } from '../../src/layers/dropout';
import { complexity } from '../../src/report/complexity';
import { undrawn } from '../support/undrawn';

describe('vgg16_cifar', () => {
  it('has 13 convolutions and one fully connected layer on maps of 1x1', () => {
    const model = create('vgg16_cifar', { alpha: 0.125 });
    const classes = model.layers.map((layer) => layer.getClassName());
    expect(classes.filter((name) => name === 'Conv2D')).toHaveLength(13);
    expect(classes.filter((name) => name === 'Dense')).toHaveLength(1);
    expect(model.getLayer('pool5').outputShape).toEqual([null, 1, 1, 64]);
  });

  it('scales every width but the classes by alpha', () => {
    // Half the widths, counted by hand: convolutions with bias, batch norms, 256 * 10 + 10.
    const widths = [32, 32, 64, 64, 128, 128, 128, 256, 256, 256, 256, 256, 256];
    const convolutions = widths.map((width, i) => 9 * (widths[i - 1] ?? 3) * width + 3 * width);
    const params = convolutions.reduce((a, b) => a + b) + 256 * 10 + 10;
    expect(complexity(undrawn('vgg16_cifar', { alpha: 0.5 })).params).toBe(params);
  });

  it('keeps at least one filter', () => {
    expect(create('vgg11_cifar', { alpha: 1e-3 }).getLayer('conv1_1').outputShape).toEqual([null, 32, 32, 1]);
  });

  it.each([0, -1, NaN, Infinity])('refuses an alpha of %d', (alpha) => {
    expect(() => create('vgg16_cifar', { alpha })).toThrow(
      `vgg16_cifar: alpha must be a positive number, got ${alpha}`,
    );
  });

  it('refuses images that five poolings leave nothing of, and says what to do', () => {
    expect(() => create('vgg16_cifar', { inputShape: [28, 28, 1] })).toThrow(
      'vgg16_cifar: height and width must be at least 32, got 28x28; smaller images can be centred on a field of that size',
    );
  });

  it('has a form for digits without the first pooling, which takes images down to 16x16', () => {
    const pools = (options = {}) =>
      create('vgg16_mnist', { alpha: 0.02, ...options })
        .layers.filter(({ name }) => name.startsWith('pool'))
        .map(({ name, outputShape }) => [name, ...outputShape.slice(1, 3)]);
    expect(pools()).toEqual([
      ['pool2', 14, 14],
      ['pool3', 7, 7],
      ['pool4', 3, 3],
      ['pool5', 1, 1],
    ]);
    expect(pools({ inputShape: [16, 16, 1] }).at(-1)).toEqual(['pool5', 1, 1]);
    expect(() => pools({ inputShape: [15, 16, 1] })).toThrow('must be at least 16, got 15x16');
  });

  it('takes larger images, odd ones too', () => {
    const model = create('vgg11_cifar', { inputShape: [65, 47, 4], alpha: 0.1 });
    expect(model.getLayer('pool5').outputShape).toEqual([null, 2, 1, 51]);
  });
});

describe('the configurations of table 1', () => {
  const narrow = { alpha: 1 / 64, classes: 2 };
  const kernels = (name: string) =>
    create(name, narrow)
      .layers.filter((layer) => layer.getClassName() === 'Conv2D')
      .map((layer) => (layer.getConfig()['kernelSize'] as number[])[0]);

  it.each([
    ['vgg11', 8],
    ['vgg13', 10],
    ['vgg16', 13],
    ['vgg19', 16],
  ])('%s has %d convolutions of 3x3', (name, count) => {
    expect(kernels(name)).toEqual(Array<number>(count).fill(3));
  });

  it('vgg16_c has 1x1 convolutions at the end of blocks 3 to 5', () => {
    expect(kernels('vgg16_c')).toEqual([3, 3, 3, 3, 3, 3, 1, 3, 3, 1, 3, 3, 1]);
  });

  it('vgg11_lrn normalises behind its first ReLU alone', () => {
    const names = create('vgg11_lrn', narrow).layers.map((layer) => layer.name);
    expect(names.slice(1, 5)).toEqual(['conv1_1', 'relu1_1', 'lrn1_1', 'pool1']);
    expect(names.filter((name) => name.startsWith('lrn'))).toHaveLength(1);
  });

  it('drops half of what the first two fully connected layers give', () => {
    const layers = create('vgg16', narrow).layers.filter((layer) => layer instanceof Dropout);
    expect(layers.map((layer) => [layer.name, layer.getConfig()['rate']])).toEqual([
      ['dropout6', 0.5],
      ['dropout7', 0.5],
    ]);
  });
});
