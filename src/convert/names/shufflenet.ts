import { TORCH } from './layout';
import type { NameMap } from './name-map';

export const SHUFFLENET = {
  /** The golden references of the paper's nets. */
  reference: {
    layout: TORCH,
    layers: [
      ['stem', 'stem.conv'],
      ['stem_bn', 'stem.bn'],
      ['stage{s}_unit{u}/gconv1_bn', 'stage{s}.{u-1}.bn1'],
      ['stage{s}_unit{u}/dwconv_bn', 'stage{s}.{u-1}.bn2'],
      ['stage{s}_unit{u}/gconv2_bn', 'stage{s}.{u-1}.bn3'],
      ['stage{s}_unit{u}/{m*}', 'stage{s}.{u-1}.{m*}'],
      ['fc', 'fc'],
    ],
  },
} satisfies Record<string, NameMap>;
