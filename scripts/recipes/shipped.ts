import { labelOf, type OptionValues } from '../../src/option-values';
import { tagOf } from '../../src/pretrained';

/** A training whose weights the package ships, by the variant's default recipe for the data set. */
export interface ShippedRun {
  variant: string;
  dataset: 'mnist' | 'cifar10';
  /** Of the family's own. `alpha` is such that a training takes at most 75 minutes on two cores. */
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

/** In the order in which `train:all` takes them: the quick ones first. */
export const SHIPPED: readonly ShippedRun[] = [
  mnist('lenet5'),
  mnist('lenet_caffe'),
  mnist('lenet_300_100'),
  mnist('maxout_mnist_pi'),
  mnist('ciresan_mlp1_mnist'),
  mnist('mobilenet_mnist'),
  mnist('effnet_mnist'),
  mnist('nin_mnist', { alpha: 0.5 }),
  mnist('maxout_mnist', { alpha: 0.75 }),
  mnist('resnet20_mnist'),
  mnist('squeezenet_mnist'),
  mnist('shufflenet_mnist'),
  cifar('resnet20'),
  cifar('effnet_cifar_mobilenet'),
  cifar('effnet_cifar_shufflenet'),
  cifar('effnet_cifar'),
  cifar('mobilenet_cifar', { alpha: 0.5 }),
  cifar('ghost_vgg16_cifar', { alpha: 0.4 }),
  cifar('alexnet_cifar'),
  cifar('fractalnet_cifar', { alpha: 0.75 }),
  cifar('maxout_cifar', { alpha: 0.2 }),
  cifar('vgg11_cifar', { alpha: 0.375 }),
  cifar('vgg16_cifar', { alpha: 0.35 }),
  cifar('googlenet_cifar', { alpha: 0.16 }),
  cifar('inception_v2_cifar', { alpha: 0.25 }),
  cifar('xception_cifar', { alpha: 0.18 }),
  cifar('overfeat_cifar', { alpha: 0.5 }),
  cifar('inception_resnet_v2_cifar', { alpha: 0.09 }),
  cifar('inception_v4_cifar', { alpha: 0.08 }),
  cifar('inception_v3_cifar', { alpha: 0.12 }),
  cifar('squeezenet_cifar'),
  cifar('squeezenet_cifar_simple'),
  cifar('shufflenet_cifar', { alpha: 0.5 }),
  cifar('ghost_resnet56_cifar'),
  cifar('preact_resnet20'),
  cifar('nin_cifar', { alpha: 0.4 }),
  cifar('effnet_cifar_plain'),
  cifar('resnet56'),
];
