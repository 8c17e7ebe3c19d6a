import { TORCH } from './layout';
import type { LayerNames, NameMap } from './name-map';

/** A convolution and its batch norm. */
function reference(ours: string, theirs: string): LayerNames[] {
  return [
    [ours, `${theirs}.conv`],
    [`${ours}_bn`, `${theirs}.bn`],
  ];
}

function cadene(ours: string, theirs: string): LayerNames[] {
  return [
    [ours, theirs],
    [`${ours}_bn`, `${theirs}_bn`],
  ];
}

export const INCEPTION_V2 = {
  /** The golden references. */
  reference: {
    layout: TORCH,
    layers: [
      ...reference('conv1', 'conv1'),
      ...reference('conv2_reduce', 'conv2_reduce'),
      ...reference('conv2', 'conv2'),
      ...reference('inception_{m*}/pool_project', 'inception_{m}.pool_proj'),
      ...reference('inception_{m*}/conv1x1', 'inception_{m}.b1x1'),
      ...reference('inception_{m*}/conv3x3', 'inception_{m}.b3x3'),
      ...reference('inception_{m*}/conv3x3_reduce', 'inception_{m}.b3x3_reduce'),
      ...reference('inception_{m*}/double3x3_{i}', 'inception_{m}.d3x3_{i}'),
      ...reference('inception_{m*}/double3x3_reduce', 'inception_{m}.d3x3_reduce'),
      ['fc', 'fc'],
    ],
  },
  /** Cadene/pretrained-models.pytorch, with the names of the port to Caffe. */
  cadene: {
    layout: TORCH,
    layers: [
      ...cadene('conv1', 'conv1_7x7_s2'),
      ...cadene('conv2_reduce', 'conv2_3x3_reduce'),
      ...cadene('conv2', 'conv2_3x3'),
      ...cadene('inception_{m*}/pool_project', 'inception_{m}_pool_proj'),
      ...cadene('inception_{m*}/conv1x1', 'inception_{m}_1x1'),
      ...cadene('inception_{m*}/conv3x3', 'inception_{m}_3x3'),
      ...cadene('inception_{m*}/conv3x3_reduce', 'inception_{m}_3x3_reduce'),
      ...cadene('inception_{m*}/double3x3_{i}', 'inception_{m}_double_3x3_{i}'),
      ...cadene('inception_{m*}/double3x3_reduce', 'inception_{m}_double_3x3_reduce'),
      ['fc', 'last_linear'],
    ],
  },
} satisfies Record<string, NameMap>;
