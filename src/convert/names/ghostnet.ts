import { TORCH } from './layout';
import type { LayerNames, NameMap } from './name-map';

/** A block's layers, where both have it under these names. */
function block(ours: string, theirs: string): LayerNames[] {
  return [
    [`${ours}/ghost{i}/primary`, `${theirs}.ghost{i}.primary_conv.0`],
    [`${ours}/ghost{i}/primary_bn`, `${theirs}.ghost{i}.primary_conv.1`],
    [`${ours}/ghost{i}/cheap`, `${theirs}.ghost{i}.cheap_operation.0`],
    [`${ours}/ghost{i}/cheap_bn`, `${theirs}.ghost{i}.cheap_operation.1`],
    [`${ours}/dw`, `${theirs}.conv_dw`],
    [`${ours}/dw_bn`, `${theirs}.bn_dw`],
    [`${ours}/se/{m*}`, `${theirs}.se.conv_{m*}`],
    [`${ours}/shortcut_dw`, `${theirs}.shortcut.0`],
    [`${ours}/shortcut_dw_bn`, `${theirs}.shortcut.1`],
    [`${ours}/shortcut_pw`, `${theirs}.shortcut.2`],
    [`${ours}/shortcut_pw_bn`, `${theirs}.shortcut.3`],
  ];
}

export const GHOSTNET = {
  timm: {
    layout: TORCH,
    layers: [
      ['stem', 'conv_stem'],
      ['stem_bn', 'bn1'],
      // It begins anew both at a block that strides and behind it.
      ...block('stage1_block1', 'blocks.0.0'),
      ...[2, 3, 4, 5].flatMap((stage) => [
        ...block(`stage${stage}_block1`, `blocks.${2 * stage - 3}.0`),
        ...block(`stage${stage}_block{b}`, `blocks.${2 * stage - 2}.{b-2}`),
      ]),
      ['last', 'blocks.9.0.conv'],
      ['last_bn', 'blocks.9.0.bn1'],
      ['head', 'conv_head'],
      ['fc', 'classifier'],
    ],
  },
} satisfies Record<string, NameMap>;
