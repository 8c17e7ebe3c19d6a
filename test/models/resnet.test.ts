import type * as tf from '@tensorflow/tfjs';
import '../../models';
import { create, type CreateOptions } from '../../src/create';
import { find } from '../../src/registry';
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

  it('take digits of 28x28: sizes 28, 14 and 7', () => {
    const stages = sizes('resnet20_mnist').slice(1);
    expect(stages).toEqual(sizes('preact_resnet20_mnist').slice(1));
    expect([stages[2], stages[5], stages[8]]).toEqual([
      [28, 28, 16],
      [14, 14, 32],
      [7, 7, 64],
    ]);
  });

  it('have as many parameters at every depth where convolutions and batch norms are shared over it', () => {
    // conv1 and its norm, a block of each width, one that widens before it, and the classifier.
    const block = (inputs: number, width: number) => 9 * inputs * width + 9 * width * width + 4 * width;
    const widening = block(16, 32) + block(32, 64);
    const repeated = block(16, 16) + block(32, 32) + block(64, 64);
    const params = 27 * 16 + 32 + block(16, 16) + widening + repeated + 650;
    expect(['20', '56', '110'].map((depth) => find(`resnet${depth}_shared_norms`).facts.params)).toEqual([
      params,
      params,
      params,
    ]);
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
