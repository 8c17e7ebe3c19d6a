import { labelOf, type OptionValues } from '../../src/option-values';
import { tagOf } from '../../src/pretrained';
import type { RunRecord } from '../../src/train/run-folder.node';

/** A training whose weights the package ships, by the variant's default recipe for the data set. */
export interface ShippedRun {
  variant: string;
  dataset: 'mnist' | 'cifar10';
  /** Of the family's own, and such that a training is to take at most 75 minutes on one core; `resnet20`'s takes hours. */
  options: OptionValues;
  /** Share of the test images that is to be classified correctly at least; `undefined` where it is only reported. */
  aim: number | undefined;
}

/** The name that the weights of a training are shipped by. */
export function tagOfRun({
  variant,
  options,
  dataset,
}: Pick<RunRecord, 'variant' | 'options' | 'dataset'>): string {
  return tagOf(labelOf(variant, options), { dataset });
}

const on =
  (dataset: ShippedRun['dataset']) =>
  (variant: string, aim: number | undefined, options: OptionValues = {}): ShippedRun => ({
    variant,
    dataset,
    options,
    aim,
  });
const mnist = on('mnist');
const cifar = on('cifar10');
const NONE = undefined;

/** In the order in which `train:all` takes them: MNIST's, then `resnet20` and, roughly by their time, CIFAR-10's others. */
export const SHIPPED: readonly ShippedRun[] = [
  mnist('lenet5', 0.99),
  mnist('lenet_caffe', 0.991),
  mnist('lenet_300_100', 0.984),
  mnist('maxout_mnist_pi', 0.989),
  mnist('mobilenet_mnist', 0.994),
  mnist('effnet_mnist', 0.994),
  mnist('squeezenet_mnist', 0.994, { base: 64, incr: 64 }),
  mnist('shufflenet_mnist', 0.994, { alpha: 0.4 }),
  mnist('resnet20_mnist', 0.996),
  mnist('maxout_mnist', 0.994, { alpha: 0.5 }),
  mnist('nin_mnist', 0.995, { alpha: 0.5 }),
  mnist('ciresan_mlp1_mnist', 0.994),
  cifar('resnet20', 0.905),
  cifar('vgg11_cifar', 0.89, { alpha: 0.25 }),
  cifar('effnet_cifar_mobilenet', NONE),
  cifar('effnet_cifar_shufflenet', NONE),
  cifar('mobilenet_cifar', 0.9, { alpha: 0.25 }),
  cifar('ghost_vgg16_cifar', 0.9, { alpha: 0.25 }),
  cifar('overfeat_cifar', 0.84, { alpha: 0.5 }),
  cifar('effnet_cifar', 0.84),
  cifar('vgg16_cifar', 0.91, { alpha: 0.25 }),
  cifar('alexnet_cifar', 0.82),
  cifar('squeezenet_cifar', 0.89, { base: 64, incr: 64 }),
  // Batches through single columns leave moving statistics that all columns together don't have.
  cifar('fractalnet_cifar', 0.9, { alpha: 0.5, globalShare: 0 }),
  cifar('inception_v2_cifar', 0.91, { alpha: 0.125 }),
  cifar('xception_cifar', 0.91, { alpha: 0.088 }),
  cifar('maxout_cifar', 0.86, { alpha: 0.1667 }),
  cifar('effnet_cifar_plain', NONE),
  cifar('nin_cifar', 0.89, { alpha: 0.3333 }),
  cifar('squeezenet_cifar_simple', 0.89, { base: 64, incr: 64 }),
  cifar('shufflenet_cifar', 0.89, { alpha: 0.4 }),
  cifar('preact_resnet20', 0.905),
  cifar('googlenet_cifar', 0.91, { alpha: 0.25 }),
  cifar('ghost_resnet56_cifar', 0.91),
  cifar('inception_v4_cifar', 0.9, { alpha: 0.125 }),
  cifar('inception_v3_cifar', 0.9, { alpha: 0.25 }),
  cifar('inception_resnet_v2_cifar', 0.9, { alpha: 0.125 }),
  cifar('resnet56', 0.92),
];

/** What a training aims at, where it is one of those whose weights are shipped, with any seed. */
export function aimOf(
  record: Pick<RunRecord, 'variant' | 'options' | 'dataset' | 'recipeName'>,
): number | undefined {
  if (record.recipeName !== 'default') return undefined;
  return SHIPPED.find((run) => tagOfRun(run) === tagOfRun(record))?.aim;
}
