import '../../../models';
import { nameMap } from '../../../src/convert/names';
import { TORCH } from '../../../src/convert/names/layout';
import { rewrite } from '../../../src/convert/names/pattern';

describe('rewrite', () => {
  it('carries numbers over, shifted where told', () => {
    expect(rewrite('stage2_block10/conv3', 'stage{s}_block{b}/conv{i}', 'layer{s}.{b-1}.conv{i+2}')).toBe(
      'layer2.9.conv5',
    );
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
