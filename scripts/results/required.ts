import type { ShippedRun } from '../recipes/shipped';

/**
 * Shares of the test images that shipped weights are to classify correctly at least, by data set and variant. A
 * variant that is not here is only to be reported.
 */
export const REQUIRED: Record<ShippedRun['dataset'], Readonly<Record<string, number>>> = {
  mnist: {
    lenet5: 0.99,
    lenet_caffe: 0.991,
    lenet_300_100: 0.984,
    ciresan_mlp1_mnist: 0.994,
    maxout_mnist_pi: 0.989,
    maxout_mnist: 0.994,
    nin_mnist: 0.995,
    resnet20_mnist: 0.996,
    squeezenet_mnist: 0.994,
    mobilenet_mnist: 0.994,
    shufflenet_mnist: 0.994,
    effnet_mnist: 0.994,
  },
  cifar10: {
    alexnet_cifar: 0.82,
    overfeat_cifar: 0.84,
    vgg11_cifar: 0.89,
    vgg16_cifar: 0.91,
    nin_cifar: 0.89,
    maxout_cifar: 0.86,
    googlenet_cifar: 0.91,
    inception_v2_cifar: 0.91,
    inception_v3_cifar: 0.9,
    inception_v4_cifar: 0.9,
    inception_resnet_v2_cifar: 0.9,
    resnet20: 0.905,
    resnet56: 0.92,
    preact_resnet20: 0.905,
    squeezenet_cifar: 0.89,
    squeezenet_cifar_simple: 0.89,
    fractalnet_cifar: 0.9,
    xception_cifar: 0.91,
    mobilenet_cifar: 0.9,
    shufflenet_cifar: 0.89,
    effnet_cifar: 0.84,
    ghost_resnet56_cifar: 0.91,
    ghost_vgg16_cifar: 0.9,
  },
};
