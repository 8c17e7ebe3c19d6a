import { convolved } from './convolved';
import { KERAS, TORCH } from './layout';
import type { LayerNames, NameMap } from './name-map';

function branches(ours: string, theirs: string, branch: string): LayerNames[] {
  return [
    ...convolved(`${ours}/branch{b}`, `${theirs}.${branch}{b-1}`),
    ...convolved(`${ours}/branch{b}_{s}`, `${theirs}.${branch}{b-1}.{s-1}`),
  ];
}

function timmModule(ours: string, theirs: string): LayerNames[] {
  return [...branches(ours, theirs, 'branch'), [`${ours}/up`, `${theirs}.conv2d`]];
}

export const INCEPTION_RESNET = {
  timm: {
    layout: TORCH,
    layers: [
      ...['1a', '2a', '2b', '3b', '4a'].flatMap((name, i) => convolved(`conv${i + 1}`, `conv2d_${name}`)),
      ...timmModule('mixed_5b', 'mixed_5b'),
      ...convolved('mixed_5b/projection', 'mixed_5b.branch3.1'),
      ...timmModule('block_a{i}', 'repeat.{i-1}'),
      ...timmModule('reduction_a', 'mixed_6a'),
      ...timmModule('block_b{i}', 'repeat_1.{i-1}'),
      ...timmModule('reduction_b', 'mixed_7a'),
      ...timmModule('block_c10', 'block8'),
      ...timmModule('block_c{i}', 'repeat_2.{i-1}'),
      ...convolved('conv7', 'conv2d_7b'),
      ['fc', 'classif'],
    ],
  },
  keras: {
    layout: KERAS,
    layers: [
      ['block_a{i}/up', 'block35_{i}_conv'],
      ['block_b{i}/up', 'block17_{i}_conv'],
      ['block_c{i}/up', 'block8_{i}_conv'],
      ['conv7', 'conv_7b'],
      ['conv7_bn', 'conv_7b_bn'],
      { className: 'Conv2D', theirs: 'conv2d' },
      { className: 'BatchNorm', theirs: 'batch_normalization' },
      ['fc', 'predictions'],
    ],
  },
  reference: {
    layout: TORCH,
    layers: [
      ...convolved('conv{i}', 'conv{i}'),
      ...['a', 'b', 'c'].flatMap((letter): LayerNames[] => [
        ...branches(`block_${letter}{i}`, `block_${letter}{i-1}`, 'b'),
        ...branches(`reduction_${letter}`, `reduction_${letter}`, 'b'),
        [`block_${letter}{i}/up`, `block_${letter}{i-1}.up`],
      ]),
      ['fc', 'fc'],
    ],
  },
} satisfies Record<string, NameMap>;
