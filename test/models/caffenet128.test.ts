import type * as tf from '@tensorflow/tfjs';
import '../../models';
import type { CaffeNet128Options } from '../../models/caffenet128';
import { create, type CreateOptions } from '../../src/create';
import { Dropout } from '../../src/layers/dropout';
import { complexity } from '../../src/report/complexity';
import { undrawn } from '../support/undrawn';

type Options = CreateOptions & Partial<CaffeNet128Options>;

const NARROW: Options = { alpha: 1 / 48, classes: 2 };

function narrow(options: Options = {}, name = 'caffenet128'): tf.LayersModel {
  return create<Options>(name, { ...NARROW, ...options });
}

/** Heights behind convolutions, poolings and fully connected layers that are convolutions. */
function heights(model: tf.LayersModel): Record<string, number | null> {
  const layers = model.layers.filter(({ name }) => /^(conv|pool|fc)\d$/.test(name));
  return Object.fromEntries(
    layers.flatMap(({ name, outputShape }) => {
      const [, height = null, ...rest] = outputShape as tf.Shape;
      return rest.length > 0 ? [[name, height]] : [];
    }),
  );
}

function names(model: tf.LayersModel, first: string, last: string): string[] {
  const all = model.layers.map((layer) => layer.name);
  return all.slice(all.indexOf(first), all.indexOf(last) + 1);
}

const MAPS = { conv1: 30, pool1: 15, conv2: 15, pool2: 7, conv3: 7, conv4: 7, conv5: 7, pool5: 3 };

describe('caffenet128', () => {
  it('has maps of 30, 15, 7 and 3 pixels, and so at 32x32 with a kernel of 3', () => {
    expect(heights(narrow())).toEqual(MAPS);
    expect(heights(narrow({}, 'caffenet128_cifar'))).toEqual(MAPS);
    expect(narrow({}, 'caffenet128_cifar').getLayer('conv1').getConfig()).toMatchObject({
      kernelSize: [3, 3],
      strides: [1, 1],
    });
  });

  it('has ReLUs, max pooling and dropout of a half unless told, and no normalisation', () => {
    const model = narrow();
    const classes = new Set(model.layers.map((layer) => layer.getClassName()));
    expect(classes).toEqual(
      new Set([
        'InputLayer',
        'Conv2D',
        'GroupConv2D',
        'ReLU',
        'PaddedMaxPooling2D',
        'Flatten',
        'Dense',
        'SeededDropout',
        'Softmax',
      ]),
    );
    const dropouts = model.layers.filter((layer) => layer instanceof Dropout);
    expect(dropouts.map(({ name, rate }) => [name, rate])).toEqual([
      ['dropout6', 0.5],
      ['dropout7', 0.5],
    ]);
  });

  it('has batch norm on the side of the activation that is told, behind all layers but the last', () => {
    expect(names(narrow({ batchNorm: 'before' }), 'conv1', 'pool1')).toEqual([
      'conv1',
      'bn1',
      'activation1',
      'pool1',
    ]);
    const after = narrow({ batchNorm: 'after' });
    expect(names(after, 'conv5', 'probabilities')).toEqual([
      'conv5', 'activation5', 'bn5', 'pool5', 'flatten',
      'fc6', 'activation6', 'bn6', 'dropout6', 'fc7', 'activation7', 'bn7', 'dropout7', 'fc8', 'probabilities',
    ]); // prettier-ignore
    // A 48th of 96, 256, 384, 384 and 256, in pairs, and twice of 2048.
    const channels = [2, 6, 8, 8, 6, 43, 43].reduce((a, b) => a + b);
    expect(complexity(after).params - complexity(narrow()).params).toBe(2 * channels);
  });

  it.each([
    ['relu', 'ReLU'],
    ['tanh', 'Activation'],
    ['scaledTanh', 'ScaledTanh'],
    ['sigmoid', 'Activation'],
    ['vlrelu', 'LeakyReLU'],
    ['rrelu', 'RReLU'],
    ['prelu', 'ChannelPReLU'],
    ['softplus', 'ShiftedSoftplus'],
    ['elu', 'ELU'],
    ['selu', 'Activation'],
    ['maxout', 'Maxout'],
  ] as const)('has seven activations of its kind with %s', (activation, className) => {
    const layers = narrow({ activation }).layers.filter((layer) => layer.name.startsWith('activation'));
    expect(layers.map((layer) => layer.getClassName())).toEqual(Array<string>(7).fill(className));
  });

  it('has none where none is wanted', () => {
    const layers = narrow({ activation: 'none' }).layers;
    expect(layers.filter((layer) => layer.name.startsWith('activation'))).toEqual([]);
  });

  it('has twice the filters before a maxout, and as many behind it', () => {
    const [plain, maxout] = [narrow(), narrow({ activation: 'maxout' })];
    const channels = (model: tf.LayersModel, layer: string) =>
      (model.getLayer(layer).outputShape as tf.Shape).at(-1);
    for (const number of [1, 2, 3, 4, 5]) {
      expect(channels(maxout, `conv${number}`)).toBe(2 * Number(channels(plain, `conv${number}`)));
      expect(channels(maxout, `activation${number}`)).toBe(channels(plain, `conv${number}`));
    }
    expect(channels(maxout, 'fc6')).toBe(2 * Number(channels(plain, 'fc6')));
    expect(channels(maxout, 'fc8')).toBe(2);
  });

  it('has the widths of its authors where maxout costs what the others do: 68, 182 and 272', () => {
    const options: Options = { alpha: Math.SQRT1_2, includeTop: false, activation: 'maxout' };
    const model = undrawn('caffenet128', options);
    const widths = [1, 2, 3, 4].map((number) => model.getLayer(`activation${number}`).outputShape[3]);
    expect(widths).toEqual([68, 182, 272, 272]);
  });

  it.each([
    ['max', 'PaddedMaxPooling2D'],
    ['average', 'PaddedAveragePooling2D'],
    ['sum', 'PoolSum'],
    ['stochastic', 'StochasticPooling2D'],
  ] as const)('pools by windows of 3 at every second pixel with %s', (subsampling, className) => {
    const model = narrow({ subsampling });
    const pools = model.layers.filter((layer) => layer.name.startsWith('pool'));
    expect(pools.map((layer) => layer.getClassName())).toEqual([className, className, className]);
    expect(pools[0]?.getConfig()).toMatchObject({ poolSize: 3, strides: 2, padding: 0, ceil: true });
    expect(heights(model)).toEqual(MAPS);
  });

  it('transforms colours to 10 and to 3 channels before the first convolution', () => {
    const model = narrow({ colourTransform: 'vlrelu' });
    expect(names(model, 'image', 'conv1')).toEqual([
      'image', 'colour1', 'colour_activation1', 'colour2', 'colour_activation2', 'conv1',
    ]); // prettier-ignore
    expect(complexity(model).params - complexity(narrow()).params).toBe(3 * 10 + 10 + 10 * 3 + 3);
    const maxout = narrow({ colourTransform: 'maxout' });
    expect(complexity(maxout).params - complexity(narrow()).params).toBe(3 * 20 + 20 + 10 * 6 + 6);
  });

  it('slides its fully connected layers over a padded map and averages with a convolution for a classifier', () => {
    const model = narrow({ classifier: 'convolution' });
    // Of 7 pixels and one on each side, windows of 3 at every second are four.
    expect(heights(model)).toEqual({ ...MAPS, pool5: 4, fc6: 2, fc7: 2, fc8: 2 });
    expect(names(model, 'fc8', 'probabilities')).toEqual(['fc8', 'average', 'probabilities']);
    expect(complexity(model).params).toBe(complexity(narrow()).params);
  });

  it('drops as much as it is told', () => {
    expect(narrow({ dropout: 0.2 }).getLayer('dropout7').getConfig()['rate']).toBe(0.2);
  });

  it('refuses what it does not know, with what there is', () => {
    expect(() => narrow({ activation: 'swish' as 'relu' })).toThrow(
      'caffenet128: activation must be one of relu, tanh, scaledTanh, sigmoid, vlrelu, rrelu, prelu, softplus, elu, ' +
        'selu, maxout, none, got "swish"',
    );
    expect(() => narrow({ dropout: 1 })).toThrow(
      'caffenet128: dropout must be a number from 0 to 0.9, got 1',
    );
  });

  it('refuses images of which nothing would be left', () => {
    // Windows of 3 that round up leave something of 6, 3 pixels; the first convolution leaves 6 of 11 + 5 * 4.
    expect(() => narrow({ inputShape: [54, 128, 3] })).toThrow(
      'caffenet128: height and width must be at least 55, got 54x128',
    );
    expect(heights(narrow({ inputShape: [55, 128, 3] }))['pool5']).toBe(1);
  });
});
