import type * as tf from '@tensorflow/tfjs';
import '../../models';
import type { ShuffleNetOptions } from '../../models/shufflenet';
import { create, type CreateOptions } from '../../src/create';
import { ConvzooError } from '../../src/errors';
import { ShuffleUnit } from '../../src/layers/shuffle-unit';
import { find } from '../../src/registry';
import { complexity } from '../../src/report/complexity';
import { undrawn } from '../support/undrawn';

type Options = CreateOptions & ShuffleNetOptions;

const units = (name: string, options: Options = {}) =>
  undrawn(name, options).layers.filter((layer) => layer instanceof ShuffleUnit);

const stages = (name: string, options: Options = {}) => ends(units(name, options));

/** Shapes behind each stage. */
function ends(layers: ShuffleUnit[]): (number | null)[][] {
  return [4, 12, 16].map((count) => (layers[count - 1]?.outputShape as tf.Shape).slice(1));
}

describe('the nets of table 1', () => {
  it.each([
    [1, 576],
    [2, 800],
    [3, 960],
    [4, 1088],
    [8, 1536],
  ])('have with %d groups 4, 8 and 4 units, the last of %d channels', (groups, channels) => {
    const layers = units(`shufflenet_g${groups}`);
    expect(layers).toHaveLength(16);
    expect(ends(layers)).toEqual([
      [28, 28, channels / 4],
      [14, 14, channels / 2],
      [7, 7, channels],
    ]);
  });

  it('stride in the first unit of each stage, and do not group the first convolution of all', () => {
    const layers = units('shufflenet_g4');
    expect(layers.filter(({ strides }) => strides === 2).map(({ name }) => name)).toEqual([
      'stage2_unit1',
      'stage3_unit1',
      'stage4_unit1',
    ]);
    expect(layers.filter(({ firstGroups }) => firstGroups !== 4).map(({ name }) => name)).toEqual([
      'stage2_unit1',
    ]);
  });

  it('have a stem of 24 filters and a max pooling before them', () => {
    const model = undrawn('shufflenet_g3');
    expect(model.getLayer('stem').outputShape).toEqual([null, 112, 112, 24]);
    expect(model.getLayer('pool1').outputShape).toEqual([null, 56, 56, 24]);
  });

  it('take odd sizes: each halving rounds up', () => {
    expect(stages('shufflenet_g3', { inputShape: [69, 65, 4] })).toEqual([
      [9, 9, 240],
      [5, 5, 480],
      [3, 3, 960],
    ]);
  });
});

describe('scales', () => {
  it('cost the multiply-adds of the tables, in millions', () => {
    const millions = (name: string) => Math.round(find(name).facts.macs / 1e6);
    const scaled = ['_200', '_150', '', '_050', '_025'].map((scale) => millions(`shufflenet_g3${scale}`));
    expect(scaled).toEqual([524, 292, 137, 38, 13]);
  });

  it('round widths up to what splits into the groups', () => {
    // 68 by 4 is 17, and 136 by 4 is 34: no multiples of 4.
    expect(stages('shufflenet_g4_025').map(([, , channels]) => channels)).toEqual([80, 144, 272]);
    expect(stages('shufflenet_g3_050').map(([, , channels]) => channels)).toEqual([120, 240, 480]);
  });

  it('are those of the row unless told', () => {
    expect(stages('shufflenet_mnist').at(-1)).toEqual([4, 4, 480]);
    expect(stages('shufflenet_mnist', { alpha: 1 }).at(-1)).toEqual([4, 4, 960]);
  });

  it('refuse to leave no more channels than the stem has', () => {
    const narrow = () => create('shufflenet_cifar', { alpha: 0.1 });
    expect(narrow).toThrow(ConvzooError);
    expect(narrow).toThrow(
      "shufflenet_cifar: alpha must leave more than the first convolution's 24 channels, 0.1 leaves 24",
    );
  });
});

describe('options', () => {
  const shuffles = (name: string, options: ShuffleNetOptions = {}) => {
    const names = units(name, options).map((unit) => unit.inner.layers.map((layer) => layer.getClassName()));
    return names.filter((layers) => layers.includes('ChannelShuffle')).length;
  };

  it('shuffle in every unit, or in none', () => {
    expect(shuffles('shufflenet_cifar')).toBe(16);
    expect(shuffles('shufflenet_cifar', { shuffle: false })).toBe(0);
  });

  it('change no count without a shuffle', () => {
    const model = undrawn('shufflenet_cifar', { shuffle: false } as Options);
    const { params, macs } = find('shufflenet_cifar').facts;
    expect(complexity(model)).toMatchObject({ params, macs });
  });

  it('refuse a shuffle that is neither', () => {
    expect(() => create<{ shuffle: string }>('shufflenet_cifar', { shuffle: 'off' })).toThrow(
      'shufflenet_cifar: shuffle must be true or false, got "off"',
    );
  });
});

describe('shufflenet_bottleneck', () => {
  it('has units (a): one group, no shuffle, a ReLU behind the depthwise convolution', () => {
    for (const unit of units('shufflenet_bottleneck')) {
      expect(unit.getConfig()).toMatchObject({ groups: 1, shuffle: false, activatesDepthwise: true });
    }
  });
});

describe('the small forms', () => {
  it('keep the size in the stem, and end in 4x4', () => {
    expect(stages('shufflenet_cifar')).toEqual([
      [16, 16, 240],
      [8, 8, 480],
      [4, 4, 960],
    ]);
    expect(stages('shufflenet_mnist')[0]).toEqual([14, 14, 120]);
  });
});
