import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { create, type CreateOptions } from '../../src/create';
import { find } from '../../src/registry';
import { complexity } from '../../src/report/complexity';
import { undrawn } from '../support/undrawn';

function sizes(name: string, options: CreateOptions = {}): (number | null)[][] {
  const model = undrawn(name, { ...options, includeTop: false });
  const last = model.layers.filter((layer) => /^(conv1|pool1|stage\d_block\d)$/.test(layer.name));
  return last.map((layer) => (layer.outputShape as tf.Shape).slice(1));
}

describe('the ResNets for CIFAR', () => {
  it('halve the maps where they double the filters', () => {
    const stages = [
      [32, 32, 16],
      [16, 16, 32],
      [8, 8, 64],
    ];
    const blocks = stages.flatMap((stage) => [stage, stage, stage]);
    expect(sizes('resnet20')).toEqual([[32, 32, 16], ...blocks]);
    expect(sizes('preact_resnet20')).toEqual([[32, 32, 16], ...blocks]);
  });

  it('have 6 n + 2 layers with weights, pre-activated bottlenecks 9 n + 2', () => {
    const depth = (name: string) => {
      const kernels = undrawn(name).weights.filter(({ originalName }) =>
        /(conv\d|fc)\/kernel$/.test(originalName),
      );
      return kernels.length;
    };
    expect(['resnet20', 'resnet56', 'resnet110', 'preact_resnet164'].map(depth)).toEqual([20, 56, 110, 164]);
  });

  it('take digits of 28x28: 269,434 parameters, 30.8 million multiply-adds', () => {
    const { params, macs } = complexity(undrawn('resnet20', { inputShape: [28, 28, 1] }));
    expect({ params, macs }).toEqual({ params: 269_434, macs: 30_821_248 });
  });

  it('round sizes up that are odd', () => {
    expect(sizes('resnet20', { inputShape: [33, 25, 4] }).at(-1)).toEqual([9, 7, 64]);
    expect(sizes('resnet20_b', { inputShape: [33, 25, 4] }).at(-1)).toEqual([9, 7, 64]);
  });

  it('have option A without parameters: resnet20 has 2,752 fewer than with option B', () => {
    expect(find('resnet20_b').facts.params - find('resnet20').facts.params).toBe(
      16 * 32 + 64 + 32 * 64 + 128,
    );
  });
});

describe('the ResNets for ImageNet', () => {
  it('have the sizes of table 1', () => {
    const ends = sizes('resnet18');
    expect(ends.slice(0, 3)).toEqual([
      [112, 112, 64],
      [56, 56, 64],
      [56, 56, 64],
    ]);
    expect(ends.at(-1)).toEqual([7, 7, 512]);
  });

  it('have no shortcut in the plain nets', () => {
    const names = undrawn('plain18', { classes: 2 }).weights.map(({ originalName }) => originalName);
    expect(names.filter((name) => name.includes('shortcut'))).toEqual([]);
    expect(find('plain18').facts.params).toBe(find('resnet18_a').facts.params);
  });
});

describe('alpha', () => {
  it('is refused, with the families that have it', () => {
    expect(() => create('resnet20', { alpha: 0.5 })).toThrow(
      /^resnet20: the family resnet has no option 'alpha'; these have: .*vgg/,
    );
  });
});
