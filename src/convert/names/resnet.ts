import { KERAS, TORCH } from './layout';
import type { LayerNames, NameMap } from './name-map';

const STEM: LayerNames[] = [
  ['conv1', 'conv1'],
  ['bn1', 'bn1'],
];
const BLOCKS: LayerNames[] = [
  ['stage{s}_block{b}/conv{i}', 'layer{s}.{b-1}.conv{i}'],
  ['stage{s}_block{b}/bn{i}', 'layer{s}.{b-1}.bn{i}'],
];
const CIFAR: LayerNames[] = [...STEM, ...BLOCKS, ['bn', 'bn'], ['fc', 'linear']];

/** Shortcuts' convolution and batch norm. */
function shortcuts(convolution: string, batchNorm: string): LayerNames[] {
  return [
    ['stage{s}_block{b}/shortcut', `layer{s}.{b-1}.${convolution}`],
    ['stage{s}_block{b}/shortcut_bn', `layer{s}.{b-1}.${batchNorm}`],
  ];
}

export const RESNET = {
  torchvision: {
    layout: TORCH,
    layers: [...STEM, ...BLOCKS, ...shortcuts('downsample.0', 'downsample.1'), ['fc', 'fc']],
  },
  keras: {
    layout: KERAS,
    layers: [
      ['conv1', 'conv1_conv'],
      ['bn1', 'conv1_bn'],
      ['stage{s}_block{b}/conv{i}', 'conv{s+1}_block{b}_{i}_conv'],
      ['stage{s}_block{b}/bn{i}', 'conv{s+1}_block{b}_{i}_bn'],
      ['stage{s}_block{b}/shortcut', 'conv{s+1}_block{b}_0_conv'],
      ['stage{s}_block{b}/shortcut_bn', 'conv{s+1}_block{b}_0_bn'],
      ['fc', 'predictions'],
    ],
  },
  /** akamaster/pytorch_resnet_cifar10, and the golden references of the CIFAR nets. */
  akamaster: { layout: TORCH, layers: [...CIFAR, ...shortcuts('shortcut.0', 'shortcut.1')] },
  /** The golden references with pre-activation: without batch norm on the shortcut, and with it. */
  preactivation: { layout: TORCH, layers: [...CIFAR, ...shortcuts('shortcut', 'shortcut_bn')] },
  preactivationBn: { layout: TORCH, layers: [...CIFAR, ...shortcuts('shortcut.conv', 'shortcut.bn')] },
} satisfies Record<string, NameMap>;
