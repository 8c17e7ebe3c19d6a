import * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { ConvzooError } from '../../src/errors';
import { cloneModel } from '../../src/finetune/clone-model';
import { fitImages } from '../../src/finetune/fit-images';
import { through } from '../../src/layers/through';
import { preprocess, type Preprocessing } from '../../src/preprocessing';
import type { InputShape } from '../../src/registry';
import { blockNet, namedWeights } from '../support/bases';
import { PREPROCESSING } from '../support/trainings';

const COLOUR_6: Preprocessing = {
  ...PREPROCESSING,
  channels: 3,
  mean: [100, 100, 100],
  std: [50, 60, 70],
};

/** The clone of a model for images of a shape, and how pixels become its input. */
function cloneFor(model: tf.LayersModel, from: Preprocessing, imageShape: InputShape) {
  const { inputShape, preprocessing } = fitImages(from, { imageShape, fit: undefined });
  return { clone: cloneModel(model, inputShape, from, preprocessing), preprocessing };
}

/** What a model makes of pixels. */
function outputs(model: tf.LayersModel, pixels: tf.Tensor4D, preprocessing: Preprocessing): number[] {
  return tf.tidy(() => [...(model.predict(preprocess(pixels, preprocessing)) as tf.Tensor).dataSync()]);
}

function expectClose(found: number[], expected: number[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 4));
}

function depthwiseNet(): tf.LayersModel {
  const image = tf.input({ shape: [6, 6, 3] });
  const layers = [tf.layers.depthwiseConv2d({ name: 'first', kernelSize: 3 }), tf.layers.flatten()];
  return tf.model({ inputs: image, outputs: through(image, layers), name: 'keeping' });
}

const grey = (side: number) => tf.randomUniform<tf.Rank.R4>([2, side, side, 1], 0, 255, 'float32', 7);
const coloured = (pixels: tf.Tensor4D) => tf.tile(pixels, [1, 1, 1, 3]);

describe('a clone of a model', () => {
  it('predicts the same, and stays as it is when the model changes', () => {
    const model = blockNet();
    const before = namedWeights(model);
    const { clone } = cloneFor(model, PREPROCESSING, [6, 6, 1]);
    expect(outputs(clone, grey(6), PREPROCESSING)).toEqual(outputs(model, grey(6), PREPROCESSING));
    tf.tidy(() => model.weights.forEach((weight) => weight.write(tf.zeros(weight.shape as number[]))));
    expect(namedWeights(clone)).toEqual(before);
    model.dispose();
    expect(namedWeights(clone)).toEqual(before);
    clone.dispose();
  });

  it('takes images of another size where the layers do', () => {
    const model = blockNet();
    const { clone } = cloneFor(model, PREPROCESSING, [10, 14, 1]);
    expect(clone.inputs[0]?.shape).toEqual([null, 12, 16, 1]);
    expect(namedWeights(clone)).toEqual(namedWeights(model));
    model.dispose();
    clone.dispose();
  });

  it('takes images that fill the field without a frame', () => {
    const { inputShape, preprocessing } = fitImages(PREPROCESSING, { imageShape: [8, 8, 1], fit: undefined });
    expect(inputShape).toEqual([8, 8, 1]);
    expect(preprocessing).toEqual({ ...PREPROCESSING, imageSize: [8, 8], padding: 0 });
  });

  it('of a colour net gives for grey images what the net gives for the same in colour', () => {
    const model = blockNet(3);
    const { clone, preprocessing } = cloneFor(model, COLOUR_6, [6, 6, 1]);
    expect(preprocessing).toEqual({ ...PREPROCESSING, mean: [100], std: [60] });
    expect(clone.getLayer('stem').weights[0]?.shape).toEqual([3, 3, 1, 4]);
    expectClose(outputs(clone, grey(6), preprocessing), outputs(model, coloured(grey(6)), COLOUR_6));
  });

  it('of a grey net gives for images without colour what the net gives', () => {
    const model = blockNet(1);
    const { clone, preprocessing } = cloneFor(model, PREPROCESSING, [6, 6, 3]);
    expect(preprocessing).toEqual({ ...COLOUR_6, std: [50, 50, 50] });
    expectClose(outputs(clone, coloured(grey(6)), preprocessing), outputs(model, grey(6), PREPROCESSING));
  });

  it('takes up what the means of the colours differ by in a bias, of dense layers on flat images too', () => {
    const unequal = { ...COLOUR_6, padding: 0, imageSize: [28, 28], mean: [90, 100, 128] } as Preprocessing;
    const model = create('lenet_300_100', { inputShape: [28, 28, 3], seed: 1 });
    const { clone, preprocessing } = cloneFor(model, unequal, [28, 28, 1]);
    expectClose(outputs(clone, grey(28), preprocessing), outputs(model, coloured(grey(28)), unequal));
  });

  it('drops the order of colours for grey images', () => {
    const { preprocessing } = fitImages(
      { ...COLOUR_6, order: 'bgr' },
      { imageShape: [6, 6, 1], fit: undefined },
    );
    expect(preprocessing).not.toHaveProperty('order');
    expect(
      fitImages({ ...COLOUR_6, order: 'bgr' }, { imageShape: [9, 9, 3], fit: undefined }).preprocessing.order,
    ).toBe('bgr');
  });

  it.each<[string, () => tf.LayersModel, Preprocessing, InputShape, RegExp]>([
    [
      'a layer that reads maps of one size',
      () => create('lenet_caffe', { seed: 1 }),
      { ...PREPROCESSING, imageSize: [28, 28], padding: 0 },
      [32, 32, 1],
      /lenet_caffe takes images of 28x28x1 alone: for 32x32x1 its weight ip1\/kernel would have to be 1250x500 and is 800x500; resize the images/,
    ],
    [
      'an image that nothing is left of',
      () => create('lenet_caffe', { seed: 1 }),
      { ...PREPROCESSING, imageSize: [28, 28], padding: 0 },
      [8, 8, 1],
      /lenet_caffe/,
    ],
    [
      'a first layer that keeps channels apart',
      depthwiseNet,
      { ...COLOUR_6, padding: 0 },
      [6, 6, 1],
      /keeping takes images of 6x6x3 alone: for 6x6x1 its weight first\/depthwise_kernel/,
    ],
  ])('is refused with %s, and leaves no tensor', (_, make, from, imageShape, message) => {
    const model = make();
    const before = tf.memory().numTensors;
    expect(() => cloneFor(model, from, imageShape)).toThrow(ConvzooError);
    expect(() => cloneFor(model, from, imageShape)).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});
