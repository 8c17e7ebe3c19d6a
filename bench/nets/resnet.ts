import {
  conv,
  convNorm,
  dense,
  globalPool,
  maxPool,
  norm,
  relu,
  repeat,
  type Layer,
  type Net,
} from './layers';

/** ResNet-20 for CIFAR, shortcut A. He et al. 2015, arXiv:1512.03385, section 4.2. */
export function resnet20(): Net {
  const stage = (filters: number, firstStride: number) =>
    repeat(3, (position) => basicBlock(filters, position === 0 ? firstStride : 1));
  return {
    name: 'resnet20',
    zoo: 'resnet20',
    input: [32, 32, 3],
    layers: [...convNorm(16, 3), ...stage(16, 1), ...stage(32, 2), ...stage(64, 2), globalPool, dense(10)],
    classes: 10,
    scores: 'logits',
    optimizer: 'sgd',
  };
}

function basicBlock(filters: number, stride: number): Layer[] {
  const body = [...convNorm(filters, 3, { stride }), conv(filters, 3), norm];
  const shortcut: Layer[] = stride === 1 ? [] : [{ kind: 'widen', filters, stride }];
  return [{ kind: 'add', branches: [body, shortcut] }, relu];
}

/** ResNet-50 for ImageNet, strides in the 3x3 convolutions. He et al. 2015, table 1. */
export function resnet50(): Net {
  const stage = (count: number, width: number, firstStride: number) =>
    repeat(count, (position) => bottleneck(width, position === 0 ? firstStride : 1, position === 0));
  return {
    name: 'resnet50',
    zoo: 'resnet50_v1_5',
    input: [224, 224, 3],
    layers: [
      ...convNorm(64, 7, { stride: 2 }),
      maxPool(3, 2),
      ...stage(3, 64, 1),
      ...stage(4, 128, 2),
      ...stage(6, 256, 2),
      ...stage(3, 512, 2),
      globalPool,
      dense(1000),
    ],
    classes: 1000,
    scores: 'logits',
    optimizer: 'sgd',
  };
}

function bottleneck(width: number, stride: number, isProjected: boolean): Layer[] {
  const body = [
    ...convNorm(width, 1),
    ...convNorm(width, 3, { stride }),
    ...convNorm(4 * width, 1, { relu: false }),
  ];
  const shortcut = isProjected ? convNorm(4 * width, 1, { stride, relu: false }) : [];
  return [{ kind: 'add', branches: [body, shortcut] }, relu];
}
