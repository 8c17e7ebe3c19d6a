import { KERAS, TORCH } from './layout';
import type { LayerNames, NameMap } from './name-map';

/** A convolution and its batch norm. */
function torchvision(ours: string, theirs: string): LayerNames[] {
  return [
    [ours, `${theirs}.conv`],
    [`${ours}_bn`, `${theirs}.bn`],
  ];
}

const STEM = ['1a_3x3', '2a_3x3', '2b_3x3', '3b_1x1', '4a_3x3'];

/** What torchvision mixes, by our modules. */
const MODULES = {
  inception_a1: 'Mixed_5b',
  inception_a2: 'Mixed_5c',
  inception_a3: 'Mixed_5d',
  reduction_b: 'Mixed_6a',
  inception_c1: 'Mixed_6b',
  inception_c2: 'Mixed_6c',
  inception_c3: 'Mixed_6d',
  inception_c4: 'Mixed_6e',
  reduction_d: 'Mixed_7a',
  inception_e1: 'Mixed_7b',
  inception_e2: 'Mixed_7c',
};

function inModule([ours, theirs]: [string, string]): LayerNames[] {
  return [
    ...torchvision(`${ours}/conv1x1`, `${theirs}.branch1x1`),
    ...torchvision(`${ours}/conv3x3`, `${theirs}.branch3x3`),
    ...torchvision(`${ours}/conv3x3_{i}`, `${theirs}.branch3x3_{i}`),
    ...torchvision(`${ours}/conv3x3_1x3`, `${theirs}.branch3x3_2a`),
    ...torchvision(`${ours}/conv3x3_3x1`, `${theirs}.branch3x3_2b`),
    ...torchvision(`${ours}/double3x3_{i}`, `${theirs}.branch3x3dbl_{i}`),
    ...torchvision(`${ours}/double3x3_1x3`, `${theirs}.branch3x3dbl_3a`),
    ...torchvision(`${ours}/double3x3_3x1`, `${theirs}.branch3x3dbl_3b`),
    ...torchvision(`${ours}/conv5x5_{i}`, `${theirs}.branch5x5_{i}`),
    ...torchvision(`${ours}/conv7x7_{i}`, `${theirs}.branch7x7${ours === 'reduction_d' ? 'x3' : ''}_{i}`),
    ...torchvision(`${ours}/double7x7_{i}`, `${theirs}.branch7x7dbl_{i}`),
    ...torchvision(`${ours}/pool_project`, `${theirs}.branch_pool`),
  ];
}

export const INCEPTION_V3 = {
  torchvision: {
    layout: TORCH,
    layers: [
      ...STEM.flatMap((theirs, i) => torchvision(`conv${i + 1}`, `Conv2d_${theirs}`)),
      ...Object.entries(MODULES).flatMap(inModule),
      ...torchvision('aux_conv{i}', 'AuxLogits.conv{i-1}'),
      ['aux_fc', 'AuxLogits.fc'],
      ['fc', 'fc'],
    ],
  },
  keras: {
    layout: KERAS,
    layers: [
      ['fc', 'predictions'],
      { className: 'Conv2D', theirs: 'conv2d' },
      { className: 'BatchNorm', theirs: 'batch_normalization' },
    ],
  },
} satisfies Record<string, NameMap>;
