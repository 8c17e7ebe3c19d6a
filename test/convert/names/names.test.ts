import * as tf from '@tensorflow/tfjs';
import '../../../models';
import { nameMap } from '../../../src/convert/names';
import { KERAS, TORCH } from '../../../src/convert/names/layout';
import { foreignLayers, type NameMap } from '../../../src/convert/names/name-map';
import { rewrite } from '../../../src/convert/names/pattern';
import { InceptionBlock } from '../../../src/layers/inception-block';
import { through } from '../../../src/layers/through';

describe('rewrite', () => {
  it('carries numbers over, shifted where told', () => {
    expect(rewrite('stage2_block10/conv3', 'stage{s}_block{b}/conv{i}', 'layer{s}.{b-1}.conv{i+2}')).toBe(
      'layer2.9.conv5',
    );
  });

  it('keeps words as they are', () => {
    expect(rewrite('mixed_5b/branch3x3', 'mixed_{m*}/{c*}', 'Mixed_{m*}.{c*}')).toBe('Mixed_5b.branch3x3');
    expect(rewrite('mixed_5b/a/b', 'mixed_{m*}/{c*}', 'Mixed_{m*}.{c*}')).toBeUndefined();
  });

  it('gives nothing for a name that does not match as a whole', () => {
    expect(rewrite('conv1_bn', 'conv{i}', 'c{i}')).toBeUndefined();
    expect(rewrite('myconv1', 'conv{i}', 'c{i}')).toBeUndefined();
  });

  it('takes dots as dots', () => {
    expect(rewrite('layer1x0', 'layer{s}.{b}', 'l{s}{b}')).toBeUndefined();
  });

  it('refuses a number that is not in the name', () => {
    expect(() => rewrite('conv1', 'conv{i}', 'c{j}')).toThrow("'c{j}': {j} is not in 'conv{i}'");
  });
});

describe('TORCH', () => {
  it('has a depthwise kernel as [channels, 1, height, width]', () => {
    const ours = [3, 5, 8, 1];
    expect(TORCH.axes('depthwise_kernel', 4).map((axis) => ours[axis])).toEqual([8, 1, 3, 5]);
  });
});

describe('foreignLayers', () => {
  const branches = [
    [{ name: 'one', conv: 1 }],
    [
      { name: 'two', conv: 1 },
      { name: 'three', conv: 1 },
    ],
  ];
  const image = tf.input({ shape: [3, 3, 1] });
  const outputs = through(image, [
    tf.layers.conv2d({ name: 'stem', filters: 1, kernelSize: 1 }),
    new InceptionBlock({ name: 'block', branches, batchNorm: false }),
    tf.layers.conv2d({ name: 'head', filters: 1, kernelSize: 1 }),
  ]);
  const model = tf.model({ inputs: image, outputs });

  it('numbers the layers of a class as they were made, also in blocks, but for those that have names', () => {
    const map: NameMap = {
      layout: KERAS,
      layers: [
        ['head', 'conv_7b', { kernel: 'pointwise_kernel' }],
        { className: 'Conv2D', theirs: 'conv2d' },
      ],
    };
    const weights = {};
    expect(Object.fromEntries(foreignLayers(model, map))).toEqual({
      stem: { name: 'conv2d', weights },
      'block/one': { name: 'conv2d_1', weights },
      'block/two': { name: 'conv2d_2', weights },
      'block/three': { name: 'conv2d_3', weights },
      head: { name: 'conv_7b', weights: { kernel: 'pointwise_kernel' } },
    });
  });
});

describe('nameMap', () => {
  it('suggests the nearest of those that are known', () => {
    expect(() => nameMap('vgg', 'torchvison')).toThrow(
      "the names of vgg in 'torchvison' are not known; did you mean 'torchvision'?; known are: torchvision, keras, caffe",
    );
  });

  it('says that a family has none', () => {
    expect(() => nameMap('lenet', 'keras')).toThrow(
      "the names of lenet in 'keras' are not known; known are: none",
    );
  });
});
