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

const CIFAR = { input: [32, 32, 3], classes: 10, scores: 'logits', optimizer: 'sgd' } satisfies Partial<Net>;

/**
 * SqueezeNet 1.0 for 32x32: a first convolution of 3x3 and stride 1, no ReLU behind the last. Iandola et al. 2016,
 * arXiv:1602.07360, table 1.
 */
export function squeezenet(): Net {
  const biased = (filters: number, size: number) => [conv(filters, size, { bias: true }), relu];
  const fire = (squeeze: number, expand: number): Layer[] => [
    ...biased(squeeze, 1),
    { kind: 'concat', branches: [biased(expand, 1), biased(expand, 3)] },
  ];
  return {
    ...CIFAR,
    name: 'squeezenet',
    zoo: 'squeezenet_cifar_plain',
    layers: [
      ...biased(96, 3),
      maxPool(2, 2),
      ...[...fire(16, 64), ...fire(16, 64), ...fire(32, 128)],
      maxPool(2, 2),
      ...[...fire(32, 128), ...fire(48, 192), ...fire(48, 192), ...fire(64, 256)],
      maxPool(2, 2),
      ...fire(64, 256),
      conv(10, 1, { bias: true }),
      globalPool,
    ],
  };
}

/** MobileNet 1.0 for 32x32: a stem of stride 1. Howard et al. 2017, arXiv:1704.04861, table 1. */
export function mobilenet(): Net {
  const separable = (filters: number, stride: number): Layer[] => [
    { kind: 'depthwise', size: 3, stride },
    norm,
    relu,
    ...convNorm(filters, 1),
  ];
  return {
    ...CIFAR,
    name: 'mobilenet',
    zoo: 'mobilenet_cifar',
    layers: [
      ...convNorm(32, 3),
      ...separable(64, 1),
      ...[128, 256, 512].flatMap((filters) => [...separable(filters, 2), ...separable(filters, 1)]),
      ...repeat(4, () => separable(512, 1)),
      ...[...separable(1024, 2), ...separable(1024, 1)],
      globalPool,
      dense(10),
    ],
  };
}

/** ShuffleNet 1x, three groups, for 32x32: stem of stride 1, no pool. Zhang et al. 2017, arXiv:1707.01083. */
export function shufflenet(): Net {
  const groups = 3;
  let channels = 24;
  const unit = (filters: number, isFirst: boolean): Layer[] => {
    const width = filters / 4;
    const made = isFirst ? filters - channels : filters;
    const body: Layer[] = [
      // The stem's few channels are not split.
      ...convNorm(width, 1, { groups: channels === 24 ? 1 : groups }),
      { kind: 'shuffle', groups },
      { kind: 'depthwise', size: 3, stride: isFirst ? 2 : 1 },
      norm,
      ...convNorm(made, 1, { groups, relu: false }),
    ];
    channels = filters;
    if (!isFirst) return [{ kind: 'add', branches: [[], body] }, relu];
    return [{ kind: 'concat', branches: [[{ kind: 'averagePool', size: 3, stride: 2 }], body] }, relu];
  };
  const stage = (filters: number, count: number) =>
    repeat(count, (position) => unit(filters, position === 0));
  return {
    ...CIFAR,
    name: 'shufflenet',
    zoo: 'shufflenet_cifar',
    layers: [...convNorm(24, 3), ...stage(240, 4), ...stage(480, 8), ...stage(960, 4), globalPool, dense(10)],
  };
}
