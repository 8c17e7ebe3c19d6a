import { convNorm, dense, maxPool, repeat, type Net } from './layers';

/** Convolutions and maps of each stage. Simonyan and Zisserman 2014, arXiv:1409.1556, table 1, column D. */
const STAGES: [count: number, filters: number][] = [
  [2, 64],
  [2, 128],
  [3, 256],
  [3, 512],
  [3, 512],
];

/** VGG-16 for CIFAR: batch normalisation behind each convolution, one full connection. */
export function vgg16(): Net {
  return {
    name: 'vgg16',
    zoo: 'vgg16_cifar',
    input: [32, 32, 3],
    layers: [
      ...STAGES.flatMap(([count, filters]) => [
        ...repeat(count, () => convNorm(filters, 3, { bias: true })),
        maxPool(2, 2),
      ]),
      { kind: 'flatten' },
      dense(10),
    ],
    classes: 10,
    scores: 'logits',
    optimizer: 'sgd',
  };
}
