import * as tf from '@tensorflow/tfjs';
import { GhostBottleneck } from '../../src/layers/ghost-bottleneck';
import { GhostModule } from '../../src/layers/ghost-module';
import { GhostResidualBlock } from '../../src/layers/ghost-residual-block';
import { complexity } from '../../src/report/complexity';
import { behavesAsALayer } from '../support/layer-suite';
import { modelOf } from '../support/layers';
import { expectClose, outputWith } from '../support/output-with';

const pixel = (...channels: number[]) => tf.tensor4d(channels, [1, 1, 1, channels.length]);
const params = (layer: tf.layers.Layer, shape: number[]) => complexity(modelOf(layer, shape)).params;

describe('GhostModule', () => {
  /** Of channels 1 and 2 the convolution makes 1 + 20 = 21 and -1 + 2 = 1. */
  const primary = { 'primary/kernel': [1, -1, 10, 1], 'cheap/depthwise_kernel': 2 };

  it('puts a ghost of each map behind the maps that the convolution makes, and drops what is too many', () => {
    expectClose(outputWith(new GhostModule({ filters: 4 }), pixel(1, 2), primary), [21, 1, 42, 2]);
    expectClose(outputWith(new GhostModule({ filters: 3 }), pixel(1, 2), primary), [21, 1, 42]);
  });

  it('makes several ghosts of each map where told', () => {
    // Kernels of a channel stand side by side: 1 and 2 for the first, 3 and 4 for the second.
    const cheap = { ...primary, 'cheap/depthwise_kernel': [1, 2, 3, 4] };
    const layer = new GhostModule({ filters: 5, ratio: 3, cheapKernelSize: 1 });
    expectClose(outputWith(layer, pixel(1, 2), cheap), [21, 1, 21, 42, 3]);
  });

  it('makes ghosts of what is around a pixel', () => {
    const image = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    expectClose(outputWith(new GhostModule({ filters: 2 }), image), [1, 10, 2, 10, 3, 10, 4, 10]);
    const cheapKernelSize = 1;
    expectClose(
      outputWith(new GhostModule({ filters: 2, cheapKernelSize }), image),
      [1, 1, 2, 2, 3, 3, 4, 4],
    );
  });

  it('has a ReLU behind both halves, or none', () => {
    const negative = { 'cheap/depthwise_kernel': -1 };
    expectClose(outputWith(new GhostModule({ filters: 2 }), pixel(5), negative), [5, 0]);
    expectClose(outputWith(new GhostModule({ filters: 2 }), pixel(-5), negative), [0, 0]);
    const isActivated = false;
    expectClose(outputWith(new GhostModule({ filters: 2, isActivated }), pixel(-5), negative), [-5, 5]);
  });

  it('has about half of the weights of the convolution that it replaces', () => {
    // 9 * 8 * 8 for half of 16 filters, 9 for each ghost, batch norms for all 16.
    expect(params(new GhostModule({ filters: 16, kernelSize: 3 }), [4, 4, 8])).toBe(576 + 72 + 32);
    // 6 of 16 filters, and two ghosts of each: two more than are kept.
    expect(params(new GhostModule({ filters: 16, kernelSize: 3, ratio: 3 }), [4, 4, 8])).toBe(432 + 108 + 36);
  });

  it.each([1, 2.5, 0])('refuses a ratio of %d', (ratio) => {
    expect(() => new GhostModule({ name: 'ghost', filters: 4, ratio })).toThrow(
      `ghost: ratio must be an integer of at least 2, got ${ratio}`,
    );
  });

  behavesAsALayer(
    () =>
      new GhostModule({
        name: 'ghost',
        filters: 5,
        kernelSize: 3,
        strides: 2,
        ratio: 3,
        cheapKernelSize: 5,
      }),
    [5, 4, 2],
    0.6,
  );
});

describe('GhostBottleneck', () => {
  it('adds its input, with no ReLU behind', () => {
    const block = () => new GhostBottleneck({ expanded: 4, filters: 2, kernelSize: 3, strides: 1 });
    // 3 four times, 12 twice.
    expectClose(outputWith(block(), pixel(1, 2)), [13, 14]);
    expectClose(outputWith(block(), pixel(-1, -2)), [-1, -2]);
  });

  it('strides in depthwise convolutions, of what is expanded and of the input', () => {
    const image = () => tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const args = { expanded: 2, filters: 2, kernelSize: 3, strides: 2 };
    // 1 to 4 and ghosts of 10: sums 10 and 40, 50 together. The input: 10.
    expectClose(outputWith(new GhostBottleneck(args), image()), [60, 60]);
    // A gate of 0.5.
    const squeezed = { 'reduce/kernel': 0, 'expand/kernel': 0 };
    expectClose(outputWith(new GhostBottleneck({ ...args, squeezed: 1 }), image(), squeezed), [35, 35]);
  });

  it('has a convolution of its input where the width changes alone', () => {
    const args = { expanded: 4, kernelSize: 5, strides: 1 };
    const narrow = params(new GhostBottleneck({ ...args, filters: 2 }), [4, 4, 2]);
    // 2 * 2 + 18 and batch norms of 8; 4 + 9 and batch norms of 4.
    expect(narrow).toBe(22 + 8 + (13 + 4));
    const wide = params(new GhostBottleneck({ ...args, filters: 4 }), [4, 4, 2]);
    // 8 + 18 and batch norms of 8; 25 and 2 for each channel; 2 * 4 and batch norm.
    expect(wide).toBe(22 + 8 + (26 + 8) + (50 + 4) + (8 + 8));
  });

  describe.each([
    [{ expanded: 3, filters: 2, kernelSize: 3, strides: 1 }, [5, 4, 2], 0.8],
    [{ expanded: 4, filters: 4, kernelSize: 3, strides: 2, squeezed: 1 }, [4, 4, 2], 0.9],
  ])('of %j', (args, shape, kernels) => {
    behavesAsALayer(() => new GhostBottleneck({ name: 'block', ...args }), shape, kernels);
  });

  it('comes back from its config with ghosts of another kind', () => {
    const config = new GhostBottleneck({
      ...{ name: 'block', expanded: 4, filters: 3, kernelSize: 5, strides: 1 },
      ...{ ratio: 3, cheapKernelSize: 1 },
    }).getConfig();
    expect(config).toMatchObject({ ratio: 3, cheapKernelSize: 1 });
    expect(new GhostBottleneck(config as never).getConfig()).toEqual(config);
  });
});

describe('GhostResidualBlock', () => {
  const convolutions = [1, 2].map(() => ({ kernelSize: 3, filters: 2, strides: 1 }));

  it('adds its input to two modules, with a ReLU behind', () => {
    const block = () => new GhostResidualBlock({ convolutions, shortcut: 'identity' });
    // 3 twice, 6 twice.
    expectClose(outputWith(block(), pixel(1, 2)), [7, 8]);
    // -8 is cut off in the first module.
    expectClose(outputWith(block(), pixel(-9, 1)), [0, 1]);
  });

  it('has no ReLU in its last module', () => {
    const block = new GhostResidualBlock({ convolutions, shortcut: 'identity' });
    const negative = { 'ghost2/primary/kernel': -1 };
    expectClose(outputWith(block, pixel(8, 2), negative), [0, 0]);
  });

  describe.each([
    [{ convolutions, shortcut: 'identity' as const }],
    [
      {
        convolutions: [
          { kernelSize: 3, filters: 4, strides: 2 },
          { kernelSize: 3, filters: 4, strides: 1 },
        ],
        shortcut: 'projection' as const,
        ratio: 4,
        cheapKernelSize: 5,
      },
    ],
  ])('of %j', (args) => {
    behavesAsALayer(() => new GhostResidualBlock({ name: 'block', ...args }), [5, 4, 2], 1);
  });
});
