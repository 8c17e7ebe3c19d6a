import { KERAS, TORCH } from './layout';
import type { LayerNames, NameMap } from './name-map';

const BLOCKS_OF_STAGES = [1, 2, 2, 6, 2];
const DEPTHWISE = { depthwise_kernel: 'kernel' };

/** The blocks counted through, from 1. */
function blocks(names: (ours: string, number: number) => LayerNames[]): LayerNames[] {
  const ours = BLOCKS_OF_STAGES.flatMap((count, stage) =>
    Array.from({ length: count }, (_, i) => `stage${stage + 1}_block${i + 1}`),
  );
  return ours.flatMap((name, i) => names(name, i + 1));
}

export const MOBILENET = {
  keras: {
    layout: KERAS,
    layers: [
      ['stem', 'conv1'],
      ['stem_bn', 'conv1_bn'],
      ...blocks((ours, i) => [
        [`${ours}_dw`, `conv_dw_${i}`, DEPTHWISE],
        [`${ours}_dw_bn`, `conv_dw_${i}_bn`],
        [`${ours}_pw`, `conv_pw_${i}`],
        [`${ours}_pw_bn`, `conv_pw_${i}_bn`],
      ]),
      ['fc', 'conv_preds'],
    ],
  },
  timm: {
    layout: TORCH,
    layers: [
      ['stem', 'conv_stem'],
      ['stem_bn', 'bn1'],
      ['stage{s}_block{b}_dw', 'blocks.{s-1}.{b-1}.conv_dw'],
      ['stage{s}_block{b}_dw_bn', 'blocks.{s-1}.{b-1}.bn1'],
      ['stage{s}_block{b}_pw', 'blocks.{s-1}.{b-1}.conv_pw'],
      ['stage{s}_block{b}_pw_bn', 'blocks.{s-1}.{b-1}.bn2'],
      ['fc', 'classifier'],
    ],
  },
  /** The golden references of the paper's net. */
  reference: {
    layout: TORCH,
    layers: [
      ['stem', 'stem.conv'],
      ['stem_bn', 'stem.bn'],
      ...blocks((ours, i) => [
        [`${ours}_dw`, `block${i}.dw.conv`],
        [`${ours}_dw_bn`, `block${i}.dw.bn`],
        [`${ours}_pw`, `block${i}.pw.conv`],
        [`${ours}_pw_bn`, `block${i}.pw.bn`],
      ]),
      ['fc', 'fc'],
    ],
  },
} satisfies Record<string, NameMap>;
