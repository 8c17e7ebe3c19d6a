import type * as tf from '@tensorflow/tfjs';
import {
  InceptionBlock,
  scaledBranches,
  scaledStep,
  stepLayers,
  type Branch,
  type ConvolutionStep,
  type PoolingStep,
  type StepOptions,
} from './inception-block';
import { averaged, convolutionBranch, halvingBranch } from './inception-v4-branches';

/** What stands before the first module, one behind the other. */
export type StemPart = ConvolutionStep | PoolingStep | { name: string; branches: readonly Branch[] };

/** How a stem makes images smaller: the paper's, which halves them three times, and one for small images, which doesn't. */
export const STEM_WINDOWS = {
  imagenet: { strides: 2, padding: 'valid' },
  small: { strides: 1, padding: 'around' },
} as const;

export type StemWindow = (typeof STEM_WINDOWS)[keyof typeof STEM_WINDOWS];

const FACTORS = {
  '7x1': [
    [7, 1],
    [1, 7],
  ],
  '1x7': [
    [1, 7],
    [7, 1],
  ],
} satisfies Record<string, [[number, number], [number, number]]>;

export type FirstFactor = keyof typeof FACTORS;

/**
 * The stem of Inception-v4 and Inception-ResNet-v2, 384 channels. Szegedy et al. 2016, arXiv:1602.07261, figure 3.
 *
 * @param first of the kernels that stand for one of 7x7: in the figure `7x1`, in the released net `1x7`
 */
export function stemV4(window: StemWindow, first: FirstFactor = '7x1'): StemPart[] {
  const { padding } = window;
  const [one, other] = FACTORS[first];
  const last = { strides: 1, padding };
  return [
    ...stemBeginning(window),
    {
      name: 'mixed_3a',
      branches: [[{ name: 'pool', pool: 'max', ...window }], halvingBranch('conv', [[96, 3]], window)],
    },
    {
      name: 'mixed_4a',
      branches: [
        halvingBranch('branch1', [[64], [96, 3]], last),
        halvingBranch('branch2', [[64], [64, one], [64, other], [96, 3]], last),
      ],
    },
    {
      name: 'mixed_5a',
      branches: [halvingBranch('conv', [[192, 3]], window), [{ name: 'pool', pool: 'max', ...window }]],
    },
  ];
}

/** The stem of Inception-ResNet-v1, 256 channels. Figure 14. */
export function stemResnetV1(window: StemWindow): StemPart[] {
  return [...stemMiddle(window), { name: 'conv6', conv: 256, kernelSize: 3, ...window }];
}

/** The stem of Inception-ResNet-v2 as it was released, that of Inception-v3 and a block: 320 channels. */
export function stemReleased(window: StemWindow): StemPart[] {
  return [
    ...stemMiddle(window),
    { name: 'pool2', pool: 'max', ...window },
    {
      name: 'mixed_5b',
      branches: [
        convolutionBranch('branch1', [96]),
        convolutionBranch('branch2', [48], [64, 5]),
        convolutionBranch('branch3', [64], [96, 3], [96, 3]),
        averaged(64),
      ],
    },
  ];
}

/** The layers of a stem, its widths scaled by `alpha`. */
export function stemLayers(
  parts: readonly StemPart[],
  options: StepOptions,
  alpha: number,
): tf.layers.Layer[] {
  return parts.flatMap((part) => {
    if (!('branches' in part)) return stepLayers(scaledStep(part, alpha), options);
    return [
      new InceptionBlock({ ...options, name: part.name, branches: scaledBranches(part.branches, alpha) }),
    ];
  });
}

/** deviation: the first convolution is unpadded for small images too, as common practice has it. */
function stemBeginning({ strides, padding }: StemWindow): StemPart[] {
  return [
    { name: 'conv1', conv: 32, kernelSize: 3, strides, padding: 'valid' },
    { name: 'conv2', conv: 32, kernelSize: 3, padding },
    { name: 'conv3', conv: 64, kernelSize: 3 },
  ];
}

function stemMiddle(window: StemWindow): StemPart[] {
  return [
    ...stemBeginning(window),
    { name: 'pool1', pool: 'max', ...window },
    { name: 'conv4', conv: 80 },
    { name: 'conv5', conv: 192, kernelSize: 3, padding: window.padding },
  ];
}
