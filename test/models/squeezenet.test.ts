import '../../models';
import type { SqueezeNetOptions } from '../../models/squeezenet';
import { create } from '../../src/create';
import { Fire } from '../../src/layers/fire';
import { complexity } from '../../src/report/complexity';
import { undrawn } from '../support/undrawn';

const firesOf = (name: string, options?: Partial<SqueezeNetOptions>) =>
  undrawn(name, { classes: 2, ...options }).layers.filter((layer): layer is Fire => layer instanceof Fire);

/** [squeeze, expand1x1, expand3x3] of each module. */
const widthsOf = (...args: Parameters<typeof firesOf>) =>
  firesOf(...args).map((fire) => {
    const config = fire.getConfig();
    return [config['squeeze'], config['expand1x1'], config['expand3x3']];
  });

describe('squeezenet1_0', () => {
  it('has the fire modules of table 1', () => {
    expect(widthsOf('squeezenet1_0')).toEqual([
      [16, 64, 64],
      [16, 64, 64],
      [32, 128, 128],
      [32, 128, 128],
      [48, 192, 192],
      [48, 192, 192],
      [64, 256, 256],
      [64, 256, 256],
    ]);
  });

  it('multiplies as often as counted for images of 227x227', () => {
    expect(complexity(undrawn('squeezenet1_0', { inputShape: [227, 227, 3] })).macs).toBe(832_667_936);
    expect(complexity(undrawn('squeezenet1_1', { inputShape: [227, 227, 3] })).macs).toBe(387_747_520);
  });

  it('has maps of 55, 27 and 13 pixels behind its poolings', () => {
    const model = undrawn('squeezenet1_0', { inputShape: [227, 227, 3] });
    const sizes = ['conv1', 'pool1', 'pool4', 'pool8', 'conv10'].map(
      (name) => (model.getLayer(name).outputShape as number[])[1],
    );
    expect(sizes).toEqual([111, 55, 27, 13, 13]);
    const caffe = undrawn('squeezenet1_0_caffe');
    expect(caffe.getLayer('conv10').outputShape).toEqual([null, 15, 15, 1000]);
  });

  it('drops half of the last maps in training, and has a ReLU behind the last convolution', () => {
    const names = undrawn('squeezenet1_0').layers.map(({ name }) => name);
    expect(names.slice(-6)).toEqual([
      'fire9',
      'dropout9',
      'conv10',
      'conv10_relu',
      'pool10',
      'probabilities',
    ]);
  });

  it('takes images from 29 pixels on, odd ones too', () => {
    expect(() => create('squeezenet1_0', { inputShape: [28, 40, 3] })).toThrow(
      'squeezenet1_0: height and width must be at least 29, got 28x40',
    );
    const model = undrawn('squeezenet1_0', { inputShape: [29, 39, 3] });
    expect(model.getLayer('pool8').outputShape).toEqual([null, 1, 2, 512]);
  });
});

describe('squeezenet1_1', () => {
  it('pools earlier, behind a narrower first convolution', () => {
    const model = undrawn('squeezenet1_1');
    const names = model.layers.map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('pool'))).toEqual(['pool1', 'pool3', 'pool5', 'pool10']);
    expect(model.getLayer('conv1').outputShape).toEqual([null, 111, 111, 64]);
    expect(model.getLayer('pool5').outputShape).toEqual([null, 13, 13, 256]);
  });
});

describe('bypasses', () => {
  const layersInside = (name: string, layer: string) =>
    firesOf(name).map(({ inner }) => inner.layers.some((each) => each.name === layer));
  const odd = [false, true, false, true, false, true, false, true];

  it('goes around every second fire module if it is simple', () => {
    expect(layersInside('squeezenet1_0_simple', 'add')).toEqual(odd);
    expect(layersInside('squeezenet_cifar_simple', 'add')).toEqual(odd);
  });

  it('goes around all, the others through a convolution, if it is complex', () => {
    expect(layersInside('squeezenet1_0_complex', 'add')).toEqual(odd.map(() => true));
    expect(layersInside('squeezenet1_0_complex', 'bypass')).toEqual(odd.map((isOdd) => !isOdd));
  });
});

describe('the design space of section 5', () => {
  it('widens by incr after every freq modules', () => {
    expect(widthsOf('squeezenet_cifar', { base: 32, incr: 16, freq: 3 })).toEqual([
      [4, 16, 16],
      [4, 16, 16],
      [4, 16, 16],
      [6, 24, 24],
      [6, 24, 24],
      [6, 24, 24],
      [8, 32, 32],
      [8, 32, 32],
    ]);
  });

  it('squeezes to the share sr and gives 3x3 the share pct3x3', () => {
    const [first, , third] = widthsOf('squeezenet_cifar', { sr: 0.75, pct3x3: 0.25 });
    expect(first).toEqual([96, 96, 32]);
    expect(third).toEqual([192, 192, 64]);
  });

  it('keeps a filter of each kind', () => {
    expect(widthsOf('squeezenet_cifar', { base: 2, incr: 0, sr: 0.01, pct3x3: 0.99 })[0]).toEqual([1, 1, 1]);
  });

  it.each([
    [{ base: 1 }, 'base must be an integer of at least 2, got 1'],
    [{ freq: 0 }, 'freq must be an integer of at least 1, got 0'],
    [{ incr: -1 }, 'incr must be an integer of at least 0, got -1'],
    [{ pct3x3: 50 }, 'pct3x3 must be a number from 0.01 to 0.99, got 50'],
    [{ sr: 0 }, 'sr must be a positive number, got 0'],
  ])('refuses %j', (options, message) => {
    expect(() => create<Partial<SqueezeNetOptions>>('squeezenet1_0', options)).toThrow(
      `squeezenet1_0: ${message}`,
    );
  });
});

describe('small forms', () => {
  it('halve three times behind a first convolution of stride 1', () => {
    const model = undrawn('squeezenet_cifar');
    const sizes = ['conv1', 'pool1', 'pool4', 'pool8'].map(
      (name) => (model.getLayer(name).outputShape as number[])[1],
    );
    expect(sizes).toEqual([32, 16, 8, 4]);
  });

  it('end in the last convolution, without dropout and ReLU', () => {
    const names = undrawn('squeezenet_cifar_plain').layers.map(({ name }) => name);
    expect(names.slice(-4)).toEqual(['fire9', 'conv10', 'pool10', 'probabilities']);
  });

  it('take digits, and images from 5 pixels on', () => {
    expect(undrawn('squeezenet_mnist').getLayer('pool8').outputShape).toEqual([null, 4, 4, 512]);
    expect(undrawn('squeezenet_mnist', { inputShape: [5, 5, 1] }).outputs[0]?.shape).toEqual([null, 10]);
    expect(() => create('squeezenet_mnist', { inputShape: [4, 4, 1] })).toThrow(
      'must be at least 5, got 4x4',
    );
  });
});
