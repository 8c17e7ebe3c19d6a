import '../../models';
import { create } from '../../src/create';
import { Dropout } from '../../src/layers/dropout';
import { complexity } from '../../src/report/complexity';

const narrow = { alpha: 1 / 48 };
const sizesOf = (name: string, layers: string[]) =>
  layers.map((layer) => (create(name, narrow).getLayer(layer).outputShape as number[])[1]);

/** The longest that weights into one unit or filter may be, layer by layer. */
const norms = (name: string, alpha: number) =>
  create(name, { alpha })
    .layers.map(
      (layer) => layer.getConfig()['kernelConstraint'] as { config: { maxValue: number } } | undefined,
    )
    .flatMap((constraint) => (constraint ? [constraint.config.maxValue] : []));

describe('maxout_mnist_pi', () => {
  it('has two layers of units with five pieces', () => {
    const model = create('maxout_mnist_pi');
    expect(model.getLayer('fc1').outputShape).toEqual([null, 1200]);
    expect(model.getLayer('maxout1').outputShape).toEqual([null, 240]);
    expect(model.getLayer('maxout2').outputShape).toEqual([null, 240]);
    model.dispose();
  });

  it('gives its second layer without the top', () => {
    expect(create('maxout_mnist_pi', { includeTop: false, alpha: 0.1 }).outputs[0]?.shape).toEqual([
      null,
      24,
    ]);
  });
});

describe('convolutional forms', () => {
  const layers = ['maxout1', 'pool1', 'maxout2', 'pool2', 'maxout3', 'pool3'];

  it.each([
    ['maxout_mnist', [21, 10, 9, 4, 6, 3]],
    ['maxout_cifar', [33, 16, 15, 7, 9, 5]],
    ['maxout_svhn', [36, 18, 20, 10, 12, 6]],
  ])('%s has maps of %j pixels', (name, sizes) => {
    expect(sizesOf(name, layers)).toEqual(sizes);
  });

  it('gives digits a bias for each position, or where told one for each map', () => {
    const [untied, tied] = ['maxout_mnist', 'maxout_mnist_tied'].map((name) => create(name, narrow));
    expect(untied?.getLayer('conv1_bias').weights[0]?.shape).toEqual([21, 21, 2]);
    expect(tied?.getLayer('conv1').weights.map(({ shape }) => shape)).toEqual([[8, 8, 1, 2], [2]]);
  });

  it('gives maps without the top', () => {
    expect(create('maxout_cifar', { includeTop: false, alpha: 0.01 }).outputs[0]?.shape).toEqual([
      null,
      5,
      5,
      2,
    ]);
  });

  it('scales every width but the classes by alpha', () => {
    // 24 and 12 units of two and four pieces: kernels, biases for each position, 9 * 12 inputs of the classes.
    const first = 64 * 48 + 21 * 21 * 48;
    const second = 64 * 24 * 48 + 9 * 9 * 48;
    const third = 25 * 24 * 48 + 6 * 6 * 48;
    expect(complexity(create('maxout_mnist', { alpha: 0.5 })).params).toBe(
      first + second + third + 9 * 12 * 10 + 10,
    );
  });

  it('takes images from 18 or 10 pixels on', () => {
    expect(() => create('maxout_mnist', { inputShape: [17, 28, 1] })).toThrow(
      'maxout_mnist: height and width must be at least 18, got 17x28',
    );
    expect(create('maxout_mnist', { inputShape: [18, 19, 1], ...narrow }).outputs[0]?.shape).toEqual([
      null,
      10,
    ]);
    expect(() => create('maxout_cifar', { inputShape: [9, 9, 3] })).toThrow('must be at least 10, got 9x9');
    expect(create('maxout_cifar', { inputShape: [10, 13, 4], ...narrow }).outputs[0]?.shape).toEqual([
      null,
      10,
    ]);
  });
});

it('drops a fifth of the image and half of what any other layer sees', () => {
  const rates = (name: string) =>
    create(name, narrow)
      .layers.filter((layer) => layer instanceof Dropout)
      .map((layer) => layer.getConfig()['rate']);
  expect(rates('maxout_mnist_pi')).toEqual([0.2, 0.5, 0.5]);
  expect(rates('maxout_mnist')).toEqual([0.2, 0.5, 0.5, 0.5]);
  expect(rates('maxout_cifar')).toEqual([0.2, 0.5, 0.5, 0.5, 0.5]);
});

it.each([1 / 48, 0.1])('limits the norms of weights as the authors do, for an alpha of %d too', (alpha) => {
  expect(norms('maxout_mnist_pi', alpha)).toEqual([1.9365, 1.9365, 1.9365]);
  expect(norms('maxout_mnist', alpha)).toEqual([0.9, 1.9365, 1.9365, 1.9365]);
  expect(norms('maxout_cifar', alpha)).toEqual([0.9, 1.9365, 1.9365, 1.9, 1.9365]);
  expect(norms('maxout_svhn', alpha)).toEqual([0.9, 1.9365, 1.9365, 1.9, 1.9365]);
});
