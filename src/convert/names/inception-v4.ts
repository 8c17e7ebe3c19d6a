import { convolved } from './convolved';
import { TORCH } from './layout';
import type { LayerNames, NameMap } from './name-map';

function timmModule(ours: string, theirs: string): LayerNames[] {
  return [
    ...convolved(`${ours}/branch{b}`, `${theirs}.branch{b-1}`),
    ...convolved(`${ours}/branch{b}_{s}`, `${theirs}.branch{b-1}.{s-1}`),
    ...convolved(`${ours}/projection`, `${theirs}.branch3.1`),
  ];
}

/** Branches that end in 1x3 beside 3x1. */
function timmCrossed(ours: string, theirs: string): LayerNames[] {
  return [
    ...convolved(`${ours}/branch2`, `${theirs}.branch1_0`),
    ...convolved(`${ours}/branch2_1x3`, `${theirs}.branch1_1a`),
    ...convolved(`${ours}/branch2_3x1`, `${theirs}.branch1_1b`),
    ...convolved(`${ours}/branch3_{s}`, `${theirs}.branch2_{s-1}`),
    ...convolved(`${ours}/branch3_1x3`, `${theirs}.branch2_3a`),
    ...convolved(`${ours}/branch3_3x1`, `${theirs}.branch2_3b`),
  ];
}

function referenceModule(ours: string, theirs: string): LayerNames[] {
  return [
    ...convolved(`${ours}/conv`, `${theirs}.conv`),
    ...convolved(`${ours}/branch{b}`, `${theirs}.b{b-1}`),
    ...convolved(`${ours}/branch{b}_{s}`, `${theirs}.b{b-1}.{s-1}`),
    ...convolved(`${ours}/projection`, `${theirs}.pool`),
  ];
}

export const INCEPTION_V4 = {
  timm: {
    layout: TORCH,
    layers: [
      ...convolved('conv{i}', 'features.{i-1}'),
      ...convolved('mixed_3a/conv', 'features.3.conv'),
      ...timmModule('mixed_4a', 'features.4'),
      ...convolved('mixed_5a/conv', 'features.5.conv'),
      ...timmModule('inception_a{i}', 'features.{i+5}'),
      ...timmModule('reduction_a', 'features.10'),
      ...timmModule('inception_b{i}', 'features.{i+10}'),
      ...timmModule('reduction_b', 'features.18'),
      ...timmCrossed('inception_c{i}', 'features.{i+18}'),
      ...timmModule('inception_c{i}', 'features.{i+18}'),
      ['fc', 'last_linear'],
    ],
  },
  reference: {
    layout: TORCH,
    layers: [
      ...convolved('conv{i}', 'conv{i}'),
      ...convolved('inception_c{i}/branch2', 'inception_c{i-1}.b1.trunk'),
      ...convolved('inception_c{i}/branch3_{s}', 'inception_c{i-1}.b2.trunk.{s-1}'),
      ...convolved('inception_c{i}/branch{b}_1x3', 'inception_c{i-1}.b{b-1}.a'),
      ...convolved('inception_c{i}/branch{b}_3x1', 'inception_c{i-1}.b{b-1}.b'),
      ...['a', 'b', 'c'].flatMap((letter) =>
        referenceModule(`inception_${letter}{i}`, `inception_${letter}{i-1}`),
      ),
      ...['mixed_3a', 'mixed_4a', 'mixed_5a', 'reduction_a', 'reduction_b'].flatMap((name) =>
        referenceModule(name, name),
      ),
      ['fc', 'fc'],
    ],
  },
} satisfies Record<string, NameMap>;
