import type { ShippedRun } from '../recipes/shipped';

/** What others report of a variant as it is when no option is told, on original pixels. */
export interface Published {
  /** Share of the test images classified correctly. */
  accuracy: number;
  /** Paper or repository, and where in it. */
  source: string;
  /** `read` in the source or a copy of its table, or `recalled` and not checked. */
  certainty: 'read' | 'recalled';
  /** How it was trained or measured, where that is known to be otherwise than here. */
  setting?: string;
  /** How the net differs from the variant of that name here; left out where it is the same. */
  otherNet?: string;
}

const EFFNET = {
  source: 'Freeman et al. 2018, arXiv:1801.06434, table of CIFAR-10',
  certainty: 'read',
  setting: 'Adam at a rate of 0.001, no augmentation, mean of 5 runs',
} as const;

const GHOSTNET = {
  source: 'Han et al. 2020, arXiv:1911.11907, table of CIFAR-10',
  certainty: 'read',
} as const;

const DEEP_COMPRESSION = {
  source: 'Han et al. 2016, arXiv:1510.00149, before compression',
  certainty: 'read',
} as const;

const MAXOUT = { source: 'Goodfellow et al. 2013, arXiv:1302.4389', certainty: 'read' } as const;

const NIN = { source: 'Lin et al. 2014, arXiv:1312.4400' } as const;

const RESNET = {
  source: 'He et al. 2015, arXiv:1512.03385, table of CIFAR-10',
  certainty: 'read',
  setting: '64,000 steps in batches of 128, on 45,000 images',
} as const;

const WHITENED = 'global contrast normalisation and ZCA whitening';

/** By data set and variant: of several figures the one whose training is most like the one here. */
export const PUBLISHED: Record<ShippedRun['dataset'], Readonly<Record<string, Published>>> = {
  mnist: {
    lenet5: {
      accuracy: 0.992,
      source: 'LeCun et al. 1998, doi:10.1109/5.726791',
      certainty: 'read',
      setting: 'distorted digits among those trained on',
    },
    lenet_caffe: { ...DEEP_COMPRESSION, accuracy: 0.992 },
    lenet_300_100: { ...DEEP_COMPRESSION, accuracy: 0.9836 },
    ciresan_mlp1_mnist: {
      accuracy: 0.9951,
      source: 'Cireşan et al. 2010, arXiv:1003.0358, net 1, chosen by validation',
      certainty: 'recalled',
      setting: 'up to 800 epochs',
      otherNet: 'theirs takes 29x29 pixels',
    },
    maxout_mnist_pi: {
      ...MAXOUT,
      accuracy: 0.9906,
      setting: 'no augmentation: nothing is known of where a pixel lies',
    },
    maxout_mnist: { ...MAXOUT, accuracy: 0.9955 },
    nin_mnist: { ...NIN, certainty: 'recalled', accuracy: 0.9953 },
  },
  cifar10: {
    alexnet_cifar: {
      accuracy: 0.7722,
      source: 'bearpaw/pytorch-classification, README',
      certainty: 'read',
      setting: '164 epochs, a tenth of the rate after 81 and 122',
    },
    vgg16_cifar: {
      accuracy: 0.9264,
      source: 'kuangliu/pytorch-cifar, README',
      certainty: 'read',
      setting: '200 epochs, as recalled',
    },
    nin_cifar: {
      ...NIN,
      accuracy: 0.9119,
      certainty: 'read',
      setting: `translation and flips, 260 epochs, ${WHITENED}`,
    },
    maxout_cifar: {
      ...MAXOUT,
      accuracy: 0.9062,
      setting: `translation and flips, 474 epochs, ${WHITENED}`,
    },
    resnet20: { ...RESNET, accuracy: 0.9125 },
    resnet56: { ...RESNET, accuracy: 0.9303 },
    fractalnet_cifar: {
      accuracy: 0.954,
      source: 'Larsson et al. 2017, arXiv:1605.07648, FractalNet-20 with dropout and drop-path, CIFAR-10+',
      certainty: 'read',
      setting: '400 epochs',
      otherNet: 'theirs has widths of 64 to 512 and 33.7 million parameters',
    },
    effnet_cifar: { ...EFFNET, accuracy: 0.802 },
    effnet_cifar_mobilenet: { ...EFFNET, accuracy: 0.7748 },
    effnet_cifar_shufflenet: { ...EFFNET, accuracy: 0.773 },
    effnet_cifar_plain: { ...EFFNET, accuracy: 0.8278 },
    ghost_vgg16_cifar: { ...GHOSTNET, accuracy: 0.937, setting: 'others reproduce 92.0 to 93.6 %' },
    ghost_resnet56_cifar: { ...GHOSTNET, accuracy: 0.927, setting: 'others reproduce 91.1 %' },
  },
};
