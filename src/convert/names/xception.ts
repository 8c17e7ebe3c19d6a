import { KERAS, TORCH } from './layout';
import type { LayerNames, NameMap } from './name-map';

const POINTWISE = { kernel: 'pointwise_kernel' };

/** A separable convolution and its batch norm. */
function keras(ours: string, theirs: string): LayerNames[] {
  return [
    [`${ours}_depthwise`, theirs],
    [ours, theirs, POINTWISE],
    [`${ours}_bn`, `${theirs}_bn`],
  ];
}

function timm(ours: string, separable: string, batchNorm: string): LayerNames[] {
  return [
    [`${ours}_depthwise`, `${separable}.conv1`],
    [ours, `${separable}.pointwise`],
    [`${ours}_bn`, batchNorm],
  ];
}

/** In timm's blocks ReLUs count too; the first block begins without one. */
const rep = (block: string, i: number, first: number) =>
  timm(`block${block}/conv${i}`, `block${block}.rep.${first}`, `block${block}.rep.${first + 1}`);

export const XCEPTION = {
  keras: {
    layout: KERAS,
    layers: [
      ...[1, 2].flatMap((i): LayerNames[] => [
        [`conv${i}`, `block1_conv${i}`],
        [`conv${i}_bn`, `block1_conv${i}_bn`],
      ]),
      ...keras('block{b}/conv{i}', 'block{b+1}_sepconv{i}'),
      ...keras('conv3', 'block14_sepconv1'),
      ...keras('conv4', 'block14_sepconv2'),
      { className: 'Conv2D', theirs: 'conv2d' },
      { className: 'BatchNorm', theirs: 'batch_normalization' },
      ['fc', 'predictions'],
    ],
  },
  timm: {
    layout: TORCH,
    layers: [
      ...[3, 4].flatMap((i) => timm(`conv${i}`, `conv${i}`, `bn${i}`)),
      ['conv{i}', 'conv{i}'],
      ['conv{i}_bn', 'bn{i}'],
      ['block{b}/shortcut', 'block{b}.skip'],
      ['block{b}/shortcut_bn', 'block{b}.skipbn'],
      ...[1, 2].flatMap((i) => rep('1', i, 3 * i - 3)),
      ...[1, 2, 3].flatMap((i) => rep('{b}', i, 3 * i - 2)),
      ['fc', 'fc'],
    ],
  },
} satisfies Record<string, NameMap>;
