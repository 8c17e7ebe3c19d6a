import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { create } from '../../src/create';
import { complexity } from '../../src/report/complexity';

/** Connections as the paper counts them: each output reads its inputs and a bias; a distance has no bias. */
function connections(model: tf.LayersModel): Record<string, number> {
  const inputsOfAnOutput: Record<string, (layer: tf.layers.Layer) => number> = {
    Conv2D: (layer) => (layer.weights[0]?.shape.slice(0, 3) as number[]).reduce((a, b) => a * b, 1) + 1,
    TrainableSubsampling: () => 4 + 1,
    Dense: (layer) => (layer.weights[0]?.shape[0] ?? 0) + 1,
    EuclideanRBF: (layer) => layer.weights[0]?.shape[1] ?? 0,
  };
  return Object.fromEntries(
    model.layers.flatMap((layer) => {
      const [, ...output] = layer.outputShape as number[];
      if (layer.getClassName() === 'TableConv2D') {
        const positions = (output[0] ?? 0) * (output[1] ?? 0);
        return [[layer.name, positions * layer.countParams()]];
      }
      const inputs = inputsOfAnOutput[layer.getClassName()];
      return inputs ? [[layer.name, output.reduce((a, b) => a * b, 1) * inputs(layer)]] : [];
    }),
  );
}

describe('lenet5', () => {
  it('has 60,000 trainable parameters, layer by layer as the paper counts them', () => {
    const model = create('lenet5');
    const counts = ['C1', 'S2', 'C3', 'S4', 'C5', 'F6'].map((name) => model.getLayer(name).countParams());
    expect(counts).toEqual([156, 12, 1_516, 32, 48_120, 10_164]);
    expect(complexity(model).params).toBe(60_000);
  });

  it('has 340,908 connections, layer by layer as the paper counts them', () => {
    const counts = connections(create('lenet5'));
    expect(counts).toEqual({
      C1: 122_304, S2: 5_880, C3: 151_600, S4: 2_000, C5: 48_120, F6: 10_164, distances: 840,
    }); // prettier-ignore
    expect(Object.values(counts).reduce((a, b) => a + b)).toBe(340_908);
  });

  it('feeds each map of S2 into exactly ten maps of C3', () => {
    const table = create('lenet5').getLayer('C3').getConfig()['table'] as number[][];
    for (let map = 0; map < 6; map++) expect(table.filter((maps) => maps.includes(map))).toHaveLength(10);
  });

  it('keeps codes of +1 and -1 apart by at least 48', () => {
    const codes = create('lenet5').getLayer('distances').getConfig()['codes'] as number[][];
    const distances = codes.flatMap((a, i) =>
      codes.slice(i + 1).map((b) => a.reduce((sum, value, j) => sum + (value - (b[j] ?? NaN)) ** 2, 0)),
    );
    expect(new Set(codes.flat())).toEqual(new Set([1, -1]));
    expect(Math.min(...distances)).toBe(48);
  });

  it('pads images of 28x28 in C1', () => {
    const model = create('lenet5', { inputShape: [28, 28, 1] });
    expect(model.getLayer('C1').outputShape).toEqual([null, 28, 28, 6]);
    expect(complexity(model).params).toBe(60_000);
  });

  it('has 300 weights more in C1 for colour images', () => {
    expect(complexity(create('lenet5', { inputShape: [32, 32, 3] })).params).toBe(60_300);
  });

  it('refuses other sizes of images and says which it takes', () => {
    expect(() => create('lenet5', { inputShape: [64, 48, 1] })).toThrow(
      'lenet5: height and width must be 32, or 28 to be padded in C1, got 64x48',
    );
  });

  it('has a code of its own for each of any number of classes', () => {
    const model = create('lenet5', { classes: 26 });
    const codes = model.getLayer('distances').getConfig()['codes'] as number[][];
    expect(model.outputs[0]?.shape).toEqual([null, 26]);
    expect(new Set(codes.map((code) => code.join()))).toHaveProperty('size', 26);
  });
});

describe('lenet_caffe', () => {
  it('has no non-linearity behind its convolutions', () => {
    const between = create('lenet_caffe').layers.map((layer) => layer.getClassName());
    expect(between.slice(1, 6)).toEqual(['Conv2D', 'MaxPooling2D', 'Conv2D', 'MaxPooling2D', 'Flatten']);
    expect(create('lenet_caffe').getLayer('conv1').getConfig()['activation']).toBe('linear');
  });
});
