import type * as tf from '@tensorflow/tfjs';
import '../../models';
import type { GhostNetOptions } from '../../models/ghostnet';
import { create, type CreateOptions } from '../../src/create';
import { ConvzooError } from '../../src/errors';
import { GhostBottleneck } from '../../src/layers/ghost-bottleneck';
import { GhostModule } from '../../src/layers/ghost-module';
import { complexity } from '../../src/report/complexity';
import { undrawn } from '../support/undrawn';

type Options = CreateOptions & GhostNetOptions;

const blocks = (name: string, options: Options = {}) =>
  undrawn(name, { ...options, includeTop: false }).layers.filter((layer) => layer instanceof GhostBottleneck);
const params = (name: string, options: Options) => complexity(undrawn(name, options)).params;

describe('GhostNet', () => {
  it('has the sizes of table 1', () => {
    const ends = blocks('ghostnet_100').map(({ outputShape }) => (outputShape as tf.Shape).slice(1));
    expect(ends).toEqual([
      [112, 112, 16],
      ...[1, 2].map(() => [56, 56, 24]),
      ...[1, 2].map(() => [28, 28, 40]),
      ...[1, 2, 3, 4].map(() => [14, 14, 80]),
      ...[1, 2].map(() => [14, 14, 112]),
      ...[1, 2, 3, 4, 5].map(() => [7, 7, 160]),
    ]);
  });

  it('squeezes to a quarter, in multiples of 4, in those blocks that the table marks', () => {
    // 72 by 4 is 18, 120 by 4 is 30.
    expect(blocks('ghostnet_100').map(({ squeezed }) => squeezed)).toEqual([
      ...[0, 0, 0, 20, 32, 0, 0, 0, 0, 120, 168, 168, 0, 240, 0, 240],
    ]);
  });

  it('has kernels of 5x5 where the table has them', () => {
    const large = blocks('ghostnet_100').filter(({ kernelSize }) => kernelSize === 5);
    expect(large.map(({ name }) => name)).toEqual([
      ...['stage3_block1', 'stage3_block2'],
      ...[1, 2, 3, 4, 5].map((number) => `stage5_block${number}`),
    ]);
  });

  it('rounds widths to multiples of 4', () => {
    // 24 * 1.3 = 31.2, 40 * 1.3 = 52, 112 * 1.3 = 145.6; 0.5 * 20 and 0.5 * 12 are 8 and 12 of 4s.
    const widths = (name: string) => blocks(name).map(({ filters }) => filters);
    expect(new Set(widths('ghostnet_130'))).toEqual(new Set([20, 32, 52, 104, 144, 208]));
    expect(new Set(widths('ghostnet_050'))).toEqual(new Set([8, 12, 20, 40, 56, 80]));
  });

  it('keeps 1,280 features for the classifier, whatever the width', () => {
    for (const name of ['ghostnet_050', 'ghostnet_130'])
      expect(undrawn(name).getLayer('head').outputShape).toEqual([null, 1, 1, 1280]);
  });

  it('halves three times in the small forms', () => {
    expect(blocks('ghostnet_cifar').at(-1)?.outputShape).toEqual([null, 4, 4, 160]);
    expect(blocks('ghostnet_mnist').at(-1)?.outputShape).toEqual([null, 4, 4, 80]);
    expect(blocks('ghostnet_cifar', { inputShape: [37, 29, 4] }).at(-1)?.outputShape).toEqual([
      null,
      ...[5, 4, 160],
    ]);
  });
});

describe('ghost_vgg16_cifar', () => {
  it('has a ghost module for each of 13 convolutions', () => {
    const layers = undrawn('ghost_vgg16_cifar').layers;
    expect(layers.filter((layer) => layer instanceof GhostModule)).toHaveLength(13);
    expect(layers.map((layer) => layer.getClassName())).not.toContain('Conv2D');
  });

  it.each([
    [3, 5_219_500],
    [4, 3_983_386],
    [5, 3_270_721],
  ])('has with s = %d the parameters of the table: %d', (s, count) => {
    expect(params('ghost_vgg16_cifar', { s })).toBe(count);
  });

  it.each([
    [1, 7_634_602],
    [5, 7_685_290],
    [7, 7_735_978],
  ])('has with d = %d the parameters of the table: %d', (d, count) => {
    expect(params('ghost_vgg16_cifar', { d })).toBe(count);
  });

  it('refuses images that five poolings leave nothing of', () => {
    const small = () => create('ghost_vgg16_cifar', { inputShape: [28, 28, 1] });
    expect(small).toThrow(ConvzooError);
    expect(small).toThrow('ghost_vgg16_cifar: height and width must be at least 32, got 28x28');
  });

  it.each([
    [{ s: 1 }, 's must be an integer of at least 2, got 1'],
    [{ d: 4 }, 'd must be one of 1, 3, 5, 7, got 4'],
  ])('refuses %j', (options, message) => {
    expect(() => create<GhostNetOptions>('ghost_vgg16_cifar', options)).toThrow(message);
  });
});

describe('ghost_resnet56_cifar', () => {
  it('has 27 blocks of two modules each behind a convolution', () => {
    const names = undrawn('ghost_resnet56_cifar').layers.map((layer) => layer.getClassName());
    expect(names.filter((name) => name === 'GhostResidualBlock')).toHaveLength(27);
    expect(names.filter((name) => name === 'Conv2D')).toHaveLength(1);
  });

  it('takes digits of 28x28: 437,866 parameters, 49.8 million multiply-adds', () => {
    const model = undrawn('ghost_resnet56_cifar', { inputShape: [28, 28, 1] });
    expect(complexity(model)).toMatchObject({ params: 437_866, macs: 49_759_552 });
  });
});
