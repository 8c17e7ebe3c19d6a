import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { BatchNorm } from '../../src/layers/batch-norm';
import { ResidualInceptionBlock } from '../../src/layers/residual-inception-block';
import { undrawn } from '../support/undrawn';

const NARROW = { alpha: 1 / 16, classes: 2 };

const residual = (model: tf.LayersModel) =>
  model.layers.filter((layer) => layer instanceof ResidualInceptionBlock);

/** [height, width, channels] behind the stem, the modules that halve the maps, and the last block. */
function sizes(name: string, options = {}): (number | null)[][] {
  const model = undrawn(name, options);
  const blocks = residual(model);
  const ends = [blocks[0]?.name, 'reduction_a', 'reduction_b', blocks.at(-1)?.name];
  return ends.map((end) => (model.getLayer(end ?? '').outputShape as tf.Shape).slice(1));
}

describe('the Inception-ResNets', () => {
  it.each([
    ['inception_resnet_v1', [256, 896, 1792]],
    ['inception_resnet_v2', [384, 1152, 2144]],
    ['inception_resnet_v2_released', [320, 1088, 2080]],
  ])('%s has blocks of %j channels', (name, [a, b, c]) => {
    expect(sizes(name, { classes: 2 })).toEqual([
      [35, 35, a],
      [17, 17, b],
      [8, 8, c],
      [8, 8, c],
    ]);
  });

  it.each([
    ['inception_resnet_v1', 5, 10, 5],
    ['inception_resnet_v2', 5, 10, 5],
    ['inception_resnet_v2_released', 10, 20, 10],
  ])('%s has %d, %d and %d blocks', (name, ...depths) => {
    const names = residual(undrawn(name, NARROW)).map((block) => block.name);
    const count = (letter: string) => names.filter((each) => each.startsWith(`block_${letter}`)).length;
    expect(['a', 'b', 'c'].map(count)).toEqual(depths);
  });

  it('scale what blocks add by 0.17, 0.1 and 0.2, unless unscaled', () => {
    const scales = (name: string) => [...new Set(residual(undrawn(name, NARROW)).map(({ scale }) => scale))];
    expect(scales('inception_resnet_v1')).toEqual([0.17, 0.1, 0.2]);
    expect(scales('inception_resnet_v1_unscaled')).toEqual([1]);
  });

  it('end, as released, in a block without scale and ReLU and a 1x1 convolution', () => {
    const model = undrawn('inception_resnet_v2_released', { classes: 2 });
    const last = model.getLayer('block_c10') as ResidualInceptionBlock;
    expect([last.scale, last.isActivated]).toEqual([1, false]);
    expect(model.getLayer('conv7').outputShape).toEqual([null, 8, 8, 1536]);
    expect(residual(model).filter(({ isActivated }) => !isActivated)).toEqual([last]);
  });

  it('have no gamma in the form of Keras', () => {
    const model = undrawn('inception_resnet_v2_keras', NARROW);
    expect(model.weights.filter(({ originalName }) => originalName.endsWith('gamma'))).toEqual([]);
    expect(model.layers.some((layer) => layer instanceof BatchNorm)).toBe(true);
  });

  it('take no images that leave nothing at the end', () => {
    const smallest = { ...NARROW, inputShape: [75, 75, 1] } as const;
    for (const name of ['inception_resnet_v1', 'inception_resnet_v2', 'inception_resnet_v2_released'])
      expect(sizes(name, smallest).at(-1)?.slice(0, 2)).toEqual([1, 1]);
    expect(() => create('inception_resnet_v1', { inputShape: [299, 74, 3] })).toThrow(
      /^inception_resnet_v1: height and width must be at least 75, got 299x74/,
    );
  });
});

describe('the small forms', () => {
  it.each(['inception_resnet_v1_cifar', 'inception_resnet_v2_cifar', 'inception_resnet_v2_cifar100'])(
    '%s halves 30 pixels twice',
    (name) => {
      expect(sizes(name, NARROW).map(([height]) => height)).toEqual([30, 14, 6, 6]);
    },
  );

  it('take digits of 28x28, and 9 pixels and more', () => {
    expect(sizes('inception_resnet_v1_mnist', NARROW).at(-1)?.slice(0, 2)).toEqual([5, 5]);
    expect(
      sizes('inception_resnet_v2_cifar', { ...NARROW, inputShape: [9, 9, 3] })
        .at(-1)
        ?.slice(0, 2),
    ).toEqual([1, 1]);
    expect(() => create('inception_resnet_v2_cifar', { inputShape: [8, 9, 3] })).toThrow(
      /^inception_resnet_v2_cifar: height and width must be at least 9, got 8x9/,
    );
  });

  it('scale every width but the classes by alpha, sums too', () => {
    expect(sizes('inception_resnet_v1_cifar', { alpha: 0.25 })).toEqual([
      [30, 30, 64],
      [14, 14, 224],
      [6, 6, 448],
      [6, 6, 448],
    ]);
    expect(undrawn('inception_resnet_v1_cifar', { alpha: 0.25 }).outputs[0]?.shape).toEqual([null, 10]);
  });

  it('project shortcuts to 384, 1154 and 2048 channels where the practice does', () => {
    const shapes = residual(undrawn('inception_resnet_v2_cifar100', { classes: 2 })).map(({ outputShape }) =>
      (outputShape as tf.Shape).at(-1),
    );
    expect([...new Set(shapes)]).toEqual([384, 1154, 2048]);
  });
});
