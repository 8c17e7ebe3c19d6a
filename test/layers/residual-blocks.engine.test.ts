import * as tf from '@tensorflow/tfjs';
import { KaimingNormal } from '../../src/layers/kaiming-normal';
import { PreactivationBlock, type PreactivationBlockArgs } from '../../src/layers/preactivation-block';
import { RepeatedResidualBlock } from '../../src/layers/repeated-residual-block';
import { ResidualBlock } from '../../src/layers/residual-block';
import type { Shortcut } from '../../src/layers/shortcut';
import { SubsampleAndPad } from '../../src/layers/subsample-and-pad';
import { complexity } from '../../src/report/complexity';
import { through } from '../../src/layers/through';
import { seeded } from '../../src/seeded';
import { TrainingStep } from '../../src/train/step';
import { gradientError, modelOf, outputDifference, saveAndLoad, withoutKinks } from '../support/layers';
import { recipe } from '../support/trainings';

const SHAPE = [4, 4, 2];
/** 2 channels of 4x4 become 4 of 2x2. */
const NARROWING = [
  { kernelSize: 3, filters: 4, strides: 2 },
  { kernelSize: 3, filters: 4, strides: 1 },
];
const KEEPING = NARROWING.map((each) => ({ ...each, filters: 2, strides: 1 }));

/** `[1, height, width, channels]` of these values. */
const image = (values: number[], shape: [number, number, number]) => tf.tensor4d(values, [1, ...shape]);

/** What a layer makes of an image when each of its weights is `weight`, or a moving variance of 1. */
function output(layer: tf.layers.Layer, x: tf.Tensor4D, weight: number): number[] {
  const model = modelOf(layer, x.shape.slice(1));
  for (const variable of model.weights) {
    const isKernel = variable.originalName.endsWith('kernel');
    const isStatistic = /moving_variance|gamma/.test(variable.originalName);
    variable.write(tf.fill(variable.shape as number[], isKernel ? weight : isStatistic ? 1 : 0));
  }
  return [...(model.predict(x) as tf.Tensor).dataSync()];
}

const smoothGradientError = (layer: tf.layers.Layer) =>
  gradientError(withoutKinks(modelOf(layer, SHAPE)), [2, ...SHAPE]);

describe('SubsampleAndPad', () => {
  const x = () => image([1, 2, 3, 4, 5, 6, 7, 8, 9], [3, 3, 1]);

  it('keeps every second row and column from the first on and puts zero channels behind', () => {
    const layer = new SubsampleAndPad({ strides: 2, filters: 3 });
    expect(output(layer, x(), 0)).toEqual([1, 0, 0, 3, 0, 0, 7, 0, 0, 9, 0, 0]);
  });

  it('puts zero channels around, one more behind where their number is odd', () => {
    const layer = new SubsampleAndPad({ strides: 2, filters: 4, zeros: 'around' });
    expect(output(layer, x(), 0)).toEqual([0, 1, 0, 0, 0, 3, 0, 0, 0, 7, 0, 0, 0, 9, 0, 0]);
  });

  it('gives back its input where nothing changes', () => {
    expect(output(new SubsampleAndPad({ strides: 1, filters: 1 }), x(), 0)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });

  it.each(['after', 'around'] as const)(
    'has the gradient that finite differences show, zeros %s',
    (zeros) => {
      const model = modelOf(new SubsampleAndPad({ strides: 2, filters: 5, zeros }), [5, 4, 2]);
      expect(model.outputs[0]?.shape).toEqual([null, 3, 2, 5]);
      expect(gradientError(model, [2, 5, 4, 2])).toBeLessThan(1e-2);
    },
  );

  it('predicts the same after it was saved and loaded', async () => {
    const model = modelOf(new SubsampleAndPad({ strides: 2, filters: 5, zeros: 'around' }), SHAPE);
    expect(outputDifference(model, await saveAndLoad(model), [2, ...SHAPE])).toBe(0);
  });

  it('refuses to drop channels', () => {
    const layer = new SubsampleAndPad({ name: 'short', strides: 1, filters: 1 });
    expect(() => modelOf(layer, SHAPE)).toThrow("short: can't make 1 channels of 2 by adding zeros");
  });
});

describe('ResidualBlock', () => {
  const one = [{ kernelSize: 1, filters: 1, strides: 1 }];
  // The default epsilon, for batch norms that otherwise change nothing.
  const normalised = 1 / Math.sqrt(1 + 1e-5);

  it('adds its input to the branch and takes the ReLU of the sum', () => {
    const block = new ResidualBlock({ convolutions: one, shortcut: 'identity' });
    const [negative, positive] = output(block, image([-2, 3], [1, 2, 1]), 0.5);
    expect(negative).toBe(0);
    expect(positive).toBeCloseTo(3 + 1.5 * normalised, 5);
  });

  it('takes a ReLU between convolutions', () => {
    const block = new ResidualBlock({ convolutions: [...one, ...one], shortcut: 'none' });
    expect(output(block, image([2], [1, 1, 1]), -1)).toEqual([0]);
  });

  it('adds nothing without a shortcut', () => {
    const block = new ResidualBlock({ convolutions: one, shortcut: 'none' });
    expect(output(block, image([4], [1, 1, 1]), 0.5)[0]).toBeCloseTo(2 * normalised, 5);
  });

  it('pads a stride of 2 on all sides alike', () => {
    const convolutions = [{ kernelSize: 3, filters: 1, strides: 2 }];
    const block = new ResidualBlock({ convolutions, shortcut: 'none' });
    // Ones of 4x4: the first window has 2x2 of them, those beside and below it 2x3, the last 3x3.
    const sums = output(block, image(Array<number>(16).fill(1), [4, 4, 1]), 1);
    expect(sums.map((sum) => Math.round(sum / normalised))).toEqual([4, 6, 6, 9]);
  });

  const shortcuts: [Shortcut, number][] = [
    ['pad', 0],
    ['padAround', 0],
    ['projection', 2 * 4 + 2 * 4],
    ['bareProjection', 2 * 4],
    ['none', 0],
  ];
  it.each(shortcuts)('has a shortcut %s of %d parameters', (shortcut, params) => {
    const model = modelOf(new ResidualBlock({ convolutions: NARROWING, shortcut }), SHAPE);
    expect(model.outputs[0]?.shape).toEqual([null, 2, 2, 4]);
    expect(complexity(model).params).toBe(9 * 2 * 4 + 9 * 4 * 4 + 2 * 2 * 4 + params);
  });

  it('has convolutions with a bias where told', () => {
    const model = modelOf(
      new ResidualBlock({ convolutions: NARROWING, shortcut: 'projection', useBias: true }),
      SHAPE,
    );
    expect(complexity(model).params).toBe(9 * 2 * 4 + 9 * 4 * 4 + 2 * 4 + 3 * 2 * 4 + 3 * 4);
  });

  it('has the gradients that finite differences show', () => {
    const block = new ResidualBlock({ convolutions: KEEPING, shortcut: 'identity' });
    expect(smoothGradientError(block)).toBeLessThan(1e-2);
  });
});

describe('PreactivationBlock', () => {
  const args: PreactivationBlockArgs = {
    convolutions: [{ kernelSize: 1, filters: 1, strides: 1 }],
    shortcut: 'identity',
  };

  it('lets its input pass untouched, also what is negative', () => {
    expect(output(new PreactivationBlock(args), image([-2], [1, 1, 1]), 0.5)).toEqual([-2]);
  });

  it('begins the shortcut behind the first ReLU where told', () => {
    const block = new PreactivationBlock({ ...args, activatedShortcut: true });
    expect(output(block, image([-2], [1, 1, 1]), 0.5)).toEqual([0]);
  });

  it('normalises channels before each convolution', () => {
    const model = modelOf(new PreactivationBlock({ convolutions: NARROWING, shortcut: 'pad' }), SHAPE);
    expect(complexity(model).params).toBe(9 * 2 * 4 + 9 * 4 * 4 + 2 * 2 + 2 * 4);
  });

  it('has the gradients that finite differences show', () => {
    const block = new PreactivationBlock({ convolutions: KEEPING, shortcut: 'identity' });
    expect(smoothGradientError(block)).toBeLessThan(1e-2);
  });
});

describe('RepeatedResidualBlock', () => {
  const args = { convolutions: KEEPING, repeats: 3 };

  it('has the convolutions of one block and the batch norms of each', () => {
    const model = modelOf(new RepeatedResidualBlock(args), SHAPE);
    expect(complexity(model).params).toBe(2 * 9 * 2 * 2 + 3 * 2 * 2 * 2);
  });

  it('multiplies as often as it repeats', () => {
    const model = modelOf(new RepeatedResidualBlock(args), SHAPE);
    expect(complexity(model).macs).toBe(3 * 2 * 16 * 9 * 2 * 2);
  });

  it('computes what as many residual blocks with the same convolutions compute', () => {
    const convolutions = [{ kernelSize: 1, filters: 1, strides: 1 }];
    const factor = 1 + 0.5 / Math.sqrt(1 + 1e-5);
    const repeated = new RepeatedResidualBlock({ convolutions, repeats: 2 });
    expect(output(repeated, image([3], [1, 1, 1]), 0.5)[0]).toBeCloseTo(3 * factor ** 2, 5);
  });

  it('may have the batch norms of one block too', () => {
    const model = modelOf(new RepeatedResidualBlock({ ...args, sharesNorms: true }), SHAPE);
    expect(complexity(model).params).toBe(2 * 9 * 2 * 2 + 2 * 2 * 2);
  });

  it.each([
    ['called', true],
    ['recorded', false],
  ])('moves shared batch norms at each time, in a step that is %s', async (_, eager) => {
    const convolutions = [{ kernelSize: 1, filters: 1, strides: 1 }];
    const x = tf.input({ shape: [1, 1, 1], name: 'image' });
    const outputs = through(x, [
      new RepeatedResidualBlock({ name: 'repeated', convolutions, repeats: 2, sharesNorms: true }),
      tf.layers.flatten({ name: 'flat' }),
      tf.layers.dense({ name: 'logits', units: 2 }),
      tf.layers.softmax({ name: 'probabilities' }),
    ]);
    const model = tf.model({ inputs: x, outputs, name: 'test' });
    model.weights
      .find(({ originalName }) => /conv1\/kernel/.test(originalName))
      ?.write(tf.ones([1, 1, 1, 1]));
    const pixels = { imageSize: [1, 1] as [number, number], padding: 0, background: 0, mean: [0], std: [1] };
    const step = new TrainingStep(model, recipe(), { ...pixels, channels: 1 }, eager);
    const batch = { images: tf.tensor4d([1, 3], [2, 1, 1, 1]), labels: tf.tensor1d([0, 1], 'int32') };
    await step.run(batch, 0, 1);
    step.pull();
    step.dispose();
    const statistic = (name: string) =>
      model.weights
        .find(({ originalName }) => originalName.endsWith(name))
        ?.read()
        .dataSync()[0];
    // First 1 and 3, of mean 2 and variance 1, and behind block and ReLU 0 and 4, of mean 2 and variance 4.
    expect(statistic('moving_mean')).toBeCloseTo(0.9 * 0.2 + 0.2, 4);
    expect(statistic('moving_variance')).toBeCloseTo(0.9 + 0.4, 4);
  });

  it('has the gradients that finite differences show, summed over the times', () => {
    const block = new RepeatedResidualBlock({ ...args, repeats: 2 });
    expect(smoothGradientError(block)).toBeLessThan(1e-2);
  });

  it('refuses not to repeat at all', () => {
    expect(() => new RepeatedResidualBlock({ ...args, name: 'r', repeats: 0 })).toThrow(
      'r: repeats must be an integer of at least 1, got 0',
    );
  });
});

const BLOCKS = [
  new ResidualBlock({ convolutions: NARROWING, shortcut: 'projection', useBias: true, epsilon: 1e-3 }),
  new PreactivationBlock({ convolutions: NARROWING, shortcut: 'bareProjection', activatedShortcut: true }),
  new RepeatedResidualBlock({ convolutions: KEEPING, repeats: 2, epsilon: 1e-3 }),
  new RepeatedResidualBlock({ convolutions: KEEPING, repeats: 2, sharesNorms: true }),
].map((block) => [block.getClassName(), block] as const);

describe.each(BLOCKS)('%s', (_, block) => {
  it('predicts the same after it was saved and loaded', async () => {
    const model = modelOf(block, SHAPE);
    const loaded = await saveAndLoad(model);
    expect(outputDifference(model, loaded, [2, ...SHAPE])).toBe(0);
    expect(loaded.layers[1]?.getConfig()).toEqual(block.getConfig());
  });
});

describe('KaimingNormal', () => {
  const draw = (seed: number) =>
    seeded(seed, () => new KaimingNormal().apply([3, 3, 32, 600]).dataSync() as Float32Array);

  it('draws a normal distribution of variance 2 / fanIn', () => {
    const values = draw(1).map((value) => value / Math.sqrt(2 / (9 * 32)));
    const moment = (power: number) => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    const beyond = (bound: number) =>
      values.filter((value) => Math.abs(value) > bound).length / values.length;
    // Bounds of five standard errors for 172,800 draws.
    expect(Math.abs(moment(1))).toBeLessThan(0.012);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.017);
    expect(Math.abs(moment(3))).toBeLessThan(0.047);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.12);
    expect(Math.abs(beyond(1) - 0.317311)).toBeLessThan(0.0056);
    expect(Math.abs(beyond(2) - 0.0455)).toBeLessThan(0.0025);
    expect(Math.abs(beyond(3.442619855899) - 0.000576)).toBeLessThan(0.00029);
  });

  it('draws the same for the same seed and others for another', () => {
    const difference = (a: Float32Array, b: Float32Array) => a.filter((value, i) => value !== b[i]).length;
    expect(difference(draw(1), draw(1))).toBe(0);
    expect(difference(draw(1), draw(2))).toBeGreaterThan(170_000);
  });

  it('serves a layer by its name, also after saving', async () => {
    const model = modelOf(tf.layers.dense({ units: 3, kernelInitializer: KaimingNormal.className }), [2]);
    expect(outputDifference(model, await saveAndLoad(model), [2, 2])).toBe(0);
  });
});
