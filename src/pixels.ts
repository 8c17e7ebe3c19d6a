import type { ChannelOrder } from './preprocessing';

/** How a model wants its pixels: a channel of the input is `(pixel - mean) / std`, pixels 0 to 255. */
export interface Pixels {
  /** A value for each channel, or one for all, in the order in which the model reads them. */
  mean: readonly number[];
  std: readonly number[];
  /** Of the channels of a colour; `'rgb'` unless told. */
  order?: ChannelOrder;
}

/** What most models want: the statistics of data sets, and what frameworks made of them. */
export const PIXELS = {
  /** Of MNIST's training images. */
  mnist: { mean: [33.3], std: [78.6] },
  /** Of CIFAR-10's training images. */
  cifar: { mean: [125.3, 123, 113.9], std: [63, 62.1, 66.7] },
  /** Of ImageNet's, as torchvision has them. */
  imagenet: { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] },
  /** From -1 to 1, as TensorFlow's nets for ImageNet take them. */
  symmetric: { mean: [127.5], std: [127.5] },
  /** Blue, green, red, less the mean colour, as Caffe's nets take them. */
  caffe: { order: 'bgr', mean: [104, 117, 123], std: [1] },
  /** The same to three digits more, as the VGG nets and keras.applications take them. */
  vgg: { order: 'bgr', mean: [103.939, 116.779, 123.68], std: [1] },
} as const satisfies Record<string, Pixels>;

/** Shares of red, green and blue in a grey, 0 to 1: ITU-R BT.601's luma. */
export const LUMA = [0.299, 0.587, 0.114] as const;
