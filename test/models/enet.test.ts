import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import type { Block } from '../../src/layers/block';
import { MaxPoolIndices2D } from '../../src/layers/max-pool-indices';
import { undrawn } from '../support/undrawn';

const outputShape = (model: tf.LayersModel, layer: string) => model.getLayer(layer).outputShape;
const bottlenecks = (model: tf.LayersModel) =>
  model.layers.filter((layer) => layer.getClassName().includes('Bottleneck'));
const config = (model: tf.LayersModel, layer: string) => model.getLayer(layer).getConfig();

describe('enet_mnist', () => {
  const model = undrawn('enet_mnist');

  it('gives each pixel the scores of its classes', () => {
    expect(model.outputs[0]?.shape).toEqual([null, 64, 64, 11]);
    expect(undrawn('enet_encoder_mnist').outputs[0]?.shape).toEqual([null, 8, 8, 11]);
  });

  it('halves the image three times, and doubles it three times', () => {
    expect(outputShape(model, 'initial')).toEqual([null, 32, 32, 16]);
    expect(outputShape(model, 'bottleneck1_4')).toEqual([null, 16, 16, 64]);
    expect(outputShape(model, 'bottleneck3_8')).toEqual([null, 8, 8, 128]);
    expect(outputShape(model, 'bottleneck4_2')).toEqual([null, 16, 16, 64]);
    expect(outputShape(model, 'bottleneck5_1')).toEqual([null, 32, 32, 16]);
  });

  it('has 5 bottlenecks in stage 1, 9 and 8 in the next, 3 and 2 in the decoder', () => {
    const names = bottlenecks(model).map((layer) => layer.name);
    const counts = [1, 2, 3, 4, 5].map((stage) =>
      names.filter((name) => name.startsWith(`bottleneck${stage}_`)),
    );
    expect(counts.map(({ length }) => length)).toEqual([5, 9, 8, 3, 2]);
  });

  it.each([2, 3])('alternates regular, dilated and asymmetric bottlenecks in stage %i', (stage) => {
    const configs = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => config(model, `bottleneck${stage}_${i}`));
    expect(configs.map(({ dilation }) => dilation)).toEqual([1, 2, 1, 4, 1, 8, 1, 16]);
    expect(configs.map(({ asymmetric }) => asymmetric ?? 0)).toEqual([0, 0, 5, 0, 0, 0, 5, 0]);
  });

  it('drops channels in the encoder alone, few of them in stage 1', () => {
    const rates = (stage: number) =>
      bottlenecks(model)
        .filter(({ name }) => name.startsWith(`bottleneck${stage}_`))
        .map((layer) => layer.getConfig()['dropout']);
    expect(rates(1)).toEqual([0.01, 0.01, 0.01, 0.01, 0.01]);
    expect(new Set([...rates(2), ...rates(3)])).toEqual(new Set([0.1]));
    expect(new Set([...rates(4), ...rates(5)])).toEqual(new Set([0]));
  });

  it('has slopes for each channel in the encoder, ReLU in the decoder', () => {
    const isDecoder = ({ name }: tf.layers.Layer) => /^bottleneck[45]/.test(name);
    for (const layer of bottlenecks(model)) {
      const slopes = layer.weights.filter(({ originalName }) => originalName.endsWith('alpha'));
      expect(slopes).toHaveLength(isDecoder(layer) ? 0 : 3);
    }
  });

  it('unpools by the indices of the pooling of the same size', () => {
    const pairs = (['bottleneck4_0', 'bottleneck5_0'] as const).map((name) => {
      const [, indices] = (model.getLayer(name) as Block).input as tf.SymbolicTensor[];
      const layer = indices?.sourceLayer;
      expect(layer).toBeInstanceOf(MaxPoolIndices2D);
      return (layer?.input as tf.SymbolicTensor).sourceLayer.name;
    });
    expect(pairs).toEqual(['bottleneck1_4', 'initial_prelu']);
  });

  it('has an encoder whose layers are those of the encoder alone', () => {
    const weights = (each: tf.LayersModel) => each.weights.map(({ originalName }) => originalName);
    const whole = new Set(weights(model));
    const left = weights(undrawn('enet_encoder_mnist')).filter((name) => !whole.has(name));
    expect(left).toEqual(['classifier/kernel', 'classifier/bias']);
  });

  it.each([
    ['enet_mnist', [32, 32, 16]],
    ['enet_encoder_mnist', [8, 8, 128]],
  ])('%s gives its features without the top', (name, features) => {
    expect(undrawn(name, { includeTop: false }).outputs[0]?.shape).toEqual([null, ...features]);
    const pooled = undrawn(name, { includeTop: false, pooling: 'avg' });
    expect(pooled.outputs[0]?.shape).toEqual([null, features[2]]);
  });
});

describe('the image of an ENet', () => {
  it('may have any channels that leave a filter to the first convolution', () => {
    const initial = (channels: number) => {
      const model = undrawn('enet_encoder_camvid', { inputShape: [16, 24, channels] });
      expect(outputShape(model, 'initial')).toEqual([null, 8, 12, 16]);
      return (outputShape(model, 'initial_conv') as number[])[3];
    };
    expect([1, 3, 4, 15].map(initial)).toEqual([15, 13, 12, 1]);
    expect(() => create('enet_camvid', { inputShape: [64, 64, 16] })).toThrow(
      'enet_camvid: channels must be fewer than 16, got 16',
    );
  });

  it.each([
    [360, 636],
    [28, 28],
    [65, 64],
  ])('is refused with %i x %i pixels, which three halvings do not divide', (height, width) => {
    expect(() => create('enet_camvid', { inputShape: [height, width, 3] })).toThrow(
      `enet_camvid: height and width must be multiples of 8, got ${height}x${width}`,
    );
  });
});
