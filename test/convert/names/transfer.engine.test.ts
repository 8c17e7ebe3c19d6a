import * as tf from '@tensorflow/tfjs';
import { KERAS, TORCH } from '../../../src/convert/names/layout';
import type { NameMap } from '../../../src/convert/names/name-map';
import { exportWeights, importWeights, type ForeignTensors } from '../../../src/convert/names/transfer';
import { BatchNorm } from '../../../src/layers/batch-norm';
import { Fire } from '../../../src/layers/fire';
import { incomingMaxNorm } from '../../../src/layers/incoming-max-norm';
import { through } from '../../../src/layers/through';
import { outputDifference } from '../../support/layers';

/** A convolution of 2 channels, batch norm, and 3 classes on maps of 2x2. */
function net(): tf.LayersModel {
  const image = tf.input({ shape: [2, 2, 1] });
  const outputs = through(image, [
    tf.layers.conv2d({ name: 'conv1_1', filters: 2, kernelSize: [1, 2], padding: 'same' }),
    new BatchNorm({ name: 'bn1_1' }),
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.reLU({ name: 'relu' }),
    tf.layers.dense({ name: 'fc', units: 3 }),
  ]);
  return tf.model({ inputs: image, outputs, name: 'net' });
}

const TORCH_MAP: NameMap = {
  layout: TORCH,
  layers: [
    ['conv{s}_{b}', 'layer{s+1}.{b-1}.conv'],
    ['bn{s}_{b}', 'layer{s+1}.{b-1}.bn'],
    ['fc', 'fc'],
  ],
};

function tensors(values: Record<string, tf.Tensor>): ForeignTensors {
  return Object.fromEntries(
    Object.entries(values).map(([name, tensor]) => [
      name,
      { shape: tensor.shape, read: () => tensor.clone() },
    ]),
  );
}

const statistic = () => tf.tensor1d([1, 2]);
const torchTensors = () =>
  tensors({
    'layer2.0.conv.weight': tf.tensor4d([1, 2, 3, 4], [2, 1, 1, 2]),
    'layer2.0.conv.bias': tf.tensor1d([5, 6]),
    'layer2.0.bn.weight': tf.tensor1d([7, 8]),
    'layer2.0.bn.bias': tf.tensor1d([9, 10]),
    'layer2.0.bn.running_mean': tf.tensor1d([11, 12]),
    'layer2.0.bn.running_var': tf.tensor1d([13, 14]),
    'fc.weight': tf.range(0, 24).reshape([3, 8]),
    'fc.bias': tf.tensor1d([1, 2, 3]),
  });

function valuesOf(model: tf.LayersModel): Record<string, number[]> {
  return Object.fromEntries(
    model.weights.map((weight) => [weight.originalName, [...weight.read().dataSync()]]),
  );
}

describe('importWeights', () => {
  it("turns PyTorch's axes and names into ours, behind a flatten too", () => {
    const model = net();
    importWeights(model, TORCH_MAP, torchTensors());
    expect(valuesOf(model)).toEqual({
      // [out, in, row, column] 1 2 / 3 4 as [row, column, in, out]
      'conv1_1/kernel': [1, 3, 2, 4],
      'conv1_1/bias': [5, 6],
      'bn1_1/gamma': [7, 8],
      'bn1_1/beta': [9, 10],
      'bn1_1/moving_mean': [11, 12],
      'bn1_1/moving_variance': [13, 14],
      // PyTorch's input 4 c + 2 y + x of output o is 8 o + 4 c + 2 y + x; ours are in the order y, x, c, o.
      'fc/kernel': [0, 8, 16, 4, 12, 20, 1, 9, 17, 5, 13, 21, 2, 10, 18, 6, 14, 22, 3, 11, 19, 7, 15, 23],
      'fc/bias': [1, 2, 3],
    });
  });

  it('takes weights in the layout of Keras as they are', () => {
    const model = net();
    const map: NameMap = {
      layout: KERAS,
      layers: [
        ['conv1_1', 'a_conv'],
        ['bn{s}_{b}', 'b{b}'],
        ['fc', 'predictions'],
      ],
    };
    const kernel = tf.range(0, 24).reshape([8, 3]);
    importWeights(
      model,
      map,
      tensors({
        'a_conv/kernel': tf.tensor4d([1, 2, 3, 4], [1, 2, 1, 2]),
        'a_conv/bias': statistic(),
        'b1/gamma': statistic(),
        'b1/beta': statistic(),
        'b1/moving_mean': statistic(),
        'b1/moving_variance': statistic(),
        'predictions/kernel': kernel,
        'predictions/bias': tf.tensor1d([1, 2, 3]),
      }),
    );
    expect(valuesOf(model)['conv1_1/kernel']).toEqual([1, 2, 3, 4]);
    expect(valuesOf(model)['fc/kernel']).toEqual([...kernel.dataSync()]);
  });

  it('numbers the layers of a sequence as they follow each other', () => {
    const map: NameMap = {
      layout: TORCH,
      layers: [{ from: 'conv1_1', to: 'relu', theirs: 'features' }, ['fc', 'fc']],
    };
    const names = Object.keys(exportWeights(net(), map));
    expect(names).toContain('features.0.weight');
    expect(names).toContain('features.1.running_mean');
  });

  it('opens blocks in a sequence, whose layers keep their names', () => {
    const image = tf.input({ shape: [2, 2, 1] });
    const outputs = through(image, [
      tf.layers.reLU({ name: 'relu1' }),
      new Fire({ name: 'fire2', squeeze: 1, expand1x1: 1, expand3x3: 1 }),
    ]);
    const model = tf.model({ inputs: image, outputs, name: 'net' });
    const layers = [{ from: 'relu1', to: 'fire2', theirs: 'features' }];
    const names = Object.keys(exportWeights(model, { layout: TORCH, layers }));
    expect(names.filter((name) => name.endsWith('weight'))).toEqual([
      'features.1.squeeze.weight',
      'features.1.expand1x1.weight',
      'features.1.expand3x3.weight',
    ]);
  });

  it('takes weights as they are, also beyond a constraint of ours', () => {
    const image = tf.input({ shape: [2] });
    const kernelConstraint = incomingMaxNorm(1);
    const dense = tf.layers.dense({ name: 'fc', units: 1, useBias: false, kernelConstraint });
    const model = tf.model({ inputs: image, outputs: dense.apply(image) as tf.SymbolicTensor, name: 'net' });
    const map: NameMap = { layout: KERAS, layers: [['fc', 'fc']] };
    importWeights(model, map, tensors({ 'fc/kernel': tf.tensor2d([3, 4], [2, 1]) }));
    expect(valuesOf(model)['fc/kernel']).toEqual([3, 4]);
  });

  it('lists what is left over on either side and writes nothing', () => {
    const model = net();
    const before = valuesOf(model);
    const { 'fc.bias': bias, 'layer2.0.conv.bias': _, ...rest } = torchTensors();
    const foreign = { ...rest, 'fc.offset': bias as ForeignTensors[string] };
    expect(() => importWeights(model, TORCH_MAP, foreign)).toThrow(
      "net: the weights don't fit; without a tensor: conv1_1/bias (as layer2.0.conv.bias), fc/bias (as fc.bias); " +
        'without a weight: fc.offset',
    );
    expect(valuesOf(model)).toEqual(before);
  });

  it('names the tensors of another shape and writes nothing', () => {
    const model = net();
    const before = valuesOf(model);
    const foreign = { ...torchTensors(), 'fc.bias': { shape: [4], read: () => tf.zeros([4]) } };
    expect(() => importWeights(model, TORCH_MAP, foreign)).toThrow(
      "net: the weights don't fit; fc.bias is 4, expected 3",
    );
    expect(valuesOf(model)).toEqual(before);
  });

  it('says which weights the map has no names for', () => {
    const map = { ...TORCH_MAP, layers: TORCH_MAP.layers.slice(0, 2) };
    expect(() => importWeights(net(), map, {})).toThrow('net: no name is known for fc/kernel, fc/bias');
  });

  it('refuses a map that gives two weights one name', () => {
    const layers = [...TORCH_MAP.layers.slice(0, 2), ['fc', 'layer2.0.conv']] as const;
    expect(() => importWeights(net(), { layout: TORCH, layers }, {})).toThrow(
      'net: several weights would be named layer2.0.conv.weight, layer2.0.conv.bias',
    );
  });

  it('leaves no tensor behind', () => {
    const model = net();
    const foreign = torchTensors();
    const before = tf.memory().numTensors;
    importWeights(model, TORCH_MAP, foreign);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['PyTorch', TORCH, 'weight', [2, 4], [0, 4, 2, 6, 1, 5, 3, 7]],
    ['Keras', KERAS, 'kernel', [4, 2], [0, 1, 2, 3, 4, 5, 6, 7]],
  ] as const)(
    'makes convolutions of fully connected layers of %s where told',
    (_, layout, kernel, shape, ours) => {
      const image = tf.input({ shape: [1, 2, 2] });
      const head = tf.layers.conv2d({ name: 'fc', filters: 2, kernelSize: [1, 2], useBias: false });
      const model = tf.model({ inputs: image, outputs: head.apply(image) as tf.SymbolicTensor });
      const map: NameMap = { layout, layers: [['fc', 'fc']], dense: ['fc'] };
      const name = `fc${layout.separator}${kernel}`;
      importWeights(model, map, tensors({ [name]: tf.range(0, 8).reshape([...shape]) }));
      // [outputs, channels, columns] of PyTorch, [columns, channels, outputs] of ours and of Keras.
      expect(valuesOf(model)).toEqual({ 'fc/kernel': [...ours] });
      const exported = exportWeights(model, map)[name];
      expect(exported?.shape).toEqual([...shape]);
      expect([...(exported?.read().dataSync() ?? [])]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    },
  );
});

describe('exportWeights', () => {
  it('gives back what was imported', () => {
    const model = net();
    const foreign = torchTensors();
    importWeights(model, TORCH_MAP, foreign);
    const exported = exportWeights(model, TORCH_MAP);
    expect(Object.keys(exported).sort()).toEqual(Object.keys(foreign).sort());
    for (const [name, { shape, read }] of Object.entries(exported)) {
      expect(shape).toEqual(foreign[name]?.shape);
      expect([...read().dataSync()]).toEqual([...(foreign[name]?.read().dataSync() ?? [])]);
    }
  });

  it('makes another model compute the same', () => {
    const [from, to] = [net(), net()];
    importWeights(to, TORCH_MAP, exportWeights(from, TORCH_MAP));
    expect(outputDifference(from, to, [2, 2, 2, 1])).toBe(0);
  });
});
