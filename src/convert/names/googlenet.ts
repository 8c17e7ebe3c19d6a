import { TORCH } from './layout';
import type { LayerNames, NameMap } from './name-map';

/** A convolution and its batch norm. */
function torchvision(ours: string, theirs: string): LayerNames[] {
  return [
    [ours, `${theirs}.conv`],
    [`${ours}_bn`, `${theirs}.bn`],
  ];
}

const inModule = (ours: string, theirs: string) =>
  torchvision(`inception_{m*}/${ours}`, `inception{m}.${theirs}`);

export const GOOGLENET = {
  torchvision: {
    layout: TORCH,
    layers: [
      ...torchvision('conv1', 'conv1'),
      ...torchvision('conv2_reduce', 'conv2'),
      ...torchvision('conv2', 'conv3'),
      ...inModule('conv1x1', 'branch1'),
      ...inModule('conv3x3_reduce', 'branch2.0'),
      ...inModule('conv3x3', 'branch2.1'),
      ...inModule('conv5x5_reduce', 'branch3.0'),
      ...inModule('conv5x5', 'branch3.1'),
      ...inModule('pool_project', 'branch4.1'),
      ...torchvision('aux{i}_conv', 'aux{i}.conv'),
      ['aux{i}_fc1', 'aux{i}.fc1'],
      ['aux{i}_fc2', 'aux{i}.fc2'],
      ['fc', 'fc'],
    ],
  },
  /** The golden reference of Caffe's form. */
  caffe: {
    layout: TORCH,
    layers: [
      ['conv1', 'conv1'],
      ['conv2_reduce', 'conv2_reduce'],
      ['conv2', 'conv2'],
      ['inception_{m*}/pool_project', 'inception_{m}.pool_proj'],
      ['inception_{m*}/conv{n*}', 'inception_{m}.b{n}'],
      ['fc', 'fc'],
    ],
  },
} satisfies Record<string, NameMap>;
