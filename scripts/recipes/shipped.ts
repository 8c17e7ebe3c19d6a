import { labelOf, type OptionValues } from '../../src/option-values';
import { tagOf } from '../../src/pretrained';

/** A training whose weights the package ships, by the variant's default recipe for the data set. */
export interface ShippedRun {
  variant: string;
  dataset: 'mnist' | 'cifar10';
  /** Of the family's own, and such that a training is to take at most 75 minutes on one core; `resnet20`'s takes hours. */
  options: OptionValues;
}

/** The name that the weights of a training are shipped by. */
export function tagOfRun({ variant, options, dataset }: ShippedRun): string {
  return tagOf(labelOf(variant, options), { dataset });
}

const on =
  (dataset: ShippedRun['dataset']) =>
  (variant: string, options: OptionValues = {}) => ({
    variant,
    dataset,
    options,
  });
const mnist = on('mnist');
const cifar = on('cifar10');

/** In the order in which `train:all` takes them: MNIST's, then `resnet20` and, roughly by their time, CIFAR-10's others. */
export const SHIPPED: readonly ShippedRun[] = [
  mnist('lenet5'),
  mnist('lenet_caffe'),
  mnist('lenet_300_100'),
  mnist('maxout_mnist_pi'),
  mnist('mobilenet_mnist'),
  mnist('effnet_mnist'),
  mnist('squeezenet_mnist', { base: 64, incr: 64 }),
  mnist('shufflenet_mnist', { alpha: 0.4 }),
  mnist('resnet20_mnist'),
  mnist('maxout_mnist', { alpha: 0.5 }),
  mnist('nin_mnist', { alpha: 0.5 }),
  mnist('ciresan_mlp1_mnist'),
  cifar('resnet20'),
  cifar('vgg11_cifar', { alpha: 0.25 }),
  cifar('effnet_cifar_mobilenet'),
  cifar('effnet_cifar_shufflenet'),
  cifar('mobilenet_cifar', { alpha: 0.25 }),
  cifar('ghost_vgg16_cifar', { alpha: 0.25 }),
  cifar('overfeat_cifar', { alpha: 0.5 }),
  cifar('effnet_cifar'),
  cifar('vgg16_cifar', { alpha: 0.25 }),
  cifar('alexnet_cifar'),
  cifar('squeezenet_cifar', { base: 64, incr: 64 }),
  // Batches through single columns leave moving statistics that all columns together don't have.
  cifar('fractalnet_cifar', { alpha: 0.5, globalShare: 0 }),
  cifar('inception_v2_cifar', { alpha: 0.125 }),
  cifar('xception_cifar', { alpha: 0.088 }),
  cifar('maxout_cifar', { alpha: 0.1667 }),
  cifar('effnet_cifar_plain'),
  cifar('nin_cifar', { alpha: 0.3333 }),
  cifar('squeezenet_cifar_simple', { base: 64, incr: 64 }),
  cifar('shufflenet_cifar', { alpha: 0.4 }),
  cifar('preact_resnet20'),
  cifar('googlenet_cifar', { alpha: 0.25 }),
  cifar('ghost_resnet56_cifar'),
  cifar('inception_v4_cifar', { alpha: 0.125 }),
  cifar('inception_v3_cifar', { alpha: 0.25 }),
  cifar('inception_resnet_v2_cifar', { alpha: 0.125 }),
  cifar('resnet56'),
];
