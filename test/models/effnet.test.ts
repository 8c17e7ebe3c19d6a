import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { ConvzooError } from '../../src/errors';
import { complexity } from '../../src/report/complexity';
import { undrawn } from '../support/undrawn';

/** How many values lie behind the layers of those names. */
function values(name: string, pattern: RegExp): number[] {
  const layers = undrawn(name).layers.filter((layer) => pattern.test(layer.name));
  return layers.map((layer) => (layer.outputShape as number[]).slice(1).reduce((a, b) => a * b));
}

describe('the table of the nets for CIFAR-10', () => {
  it('is met behind each block of EffNet', () => {
    expect(values('effnet_cifar', /^block/)).toEqual([16_384, 8_192, 4_096]);
  });

  it('is met within the blocks of EffNet', () => {
    const block = undrawn('effnet_cifar').getLayer('block2') as unknown as { inner: tf.LayersModel };
    const ends = ['pw', 'pool', 'dw3x1', 'conv2x1'].map((name) => block.inner.getLayer(name).outputShape);
    expect(ends).toEqual([
      [null, 16, 16, 64],
      [null, 16, 8, 64],
      [null, 16, 8, 64],
      [null, 8, 8, 128],
    ]);
  });

  it('is met by what EffNet is compared with', () => {
    expect(values('effnet_cifar_plain', /^pool/)).toEqual([16_384, 8_192, 4_096]);
    expect(values('effnet_cifar_mobilenet', /^pool|_(dw|pw)$/)).toEqual([16_384, 4_096, 8_192, 2_048, 4_096]);
    expect(values('effnet_cifar_shufflenet', /^pool|_(gconv1|dw|gconv2)$/)).toEqual([
      ...[16_384, 8_192, 2_048, 8_192],
      ...[4_096, 1_024, 4_096],
    ]);
  });
});

describe('EffNet', () => {
  it('has no shortcut, and no convolution that groups', () => {
    const model = undrawn('effnet_cifar');
    const names = model.layers.flatMap((layer) =>
      'inner' in layer ? (layer.inner as tf.LayersModel).layers : [layer],
    );
    expect(names.map((layer) => layer.getClassName())).not.toContain('Add');
    expect(names.map((layer) => layer.getClassName())).not.toContain('GroupConv2D');
  });

  it('rounds sizes down: 28, 14, 7, 3', () => {
    const ends = undrawn('effnet_mnist').layers.filter(({ name }) => name.startsWith('block'));
    expect(ends.map(({ outputShape }) => outputShape)).toEqual([
      [null, 14, 14, 64],
      [null, 7, 7, 128],
      [null, 3, 3, 256],
    ]);
  });

  it('takes other widths, multiples of 16', () => {
    const widths = (alpha: number) =>
      [1, 2, 3].map((number) => {
        const layer = undrawn('effnet_cifar', { alpha }).getLayer(`block${number}`);
        return (layer.outputShape as number[])[3];
      });
    expect(widths(0.5)).toEqual([32, 64, 128]);
    expect(widths(0.3)).toEqual([16, 32, 80]);
    expect(() => undrawn('effnet_cifar_shufflenet', { alpha: 0.1 })).not.toThrow();
  });

  it.each(['effnet_cifar', 'effnet_cifar_plain'])('%s refuses images that it leaves nothing of', (name) => {
    const small = () => create(name, { inputShape: [7, 8, 3] });
    expect(small).toThrow(ConvzooError);
    expect(small).toThrow(`${name}: height and width must be at least 8, got 7x8`);
  });

  it('takes images of 8x9 with 17 classes', () => {
    const model = undrawn('effnet_cifar', { inputShape: [8, 9, 1], classes: 17 });
    expect(complexity(model).params).toBe(151_146 - 2 * 32 - (4096 * 10 + 10) + (256 * 17 + 17));
  });
});
