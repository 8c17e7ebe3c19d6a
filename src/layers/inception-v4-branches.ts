import type { Padding } from './convolution';
import type { Branch, ConvolutionStep } from './inception-block';

/*
 * The modules of Inception-v4 and of the Inception-ResNets. Szegedy et al. 2016, arXiv:1602.07261, figures 4 to 19.
 * Branches are in the order of their channels and numbered from 1, the pooling last; kernels are height x width.
 */

/** Between modules that keep the size, A at 35x35, B at 17x17 and C at 8x8, two that halve it. */
export interface InceptionModules {
  A: readonly Branch[];
  reductionA: readonly Branch[];
  B: readonly Branch[];
  reductionB: readonly Branch[];
  C: readonly Branch[];
}

type Convolved = readonly [filters: number, kernelSize?: number | [height: number, width: number]];

const HALVING = { strides: 2, padding: 'valid' } as const;

/** Convolutions one after the other, named as the branch, and numbered from 1 where there are several. */
export function convolutionBranch(name: string, ...convolutions: Convolved[]): ConvolutionStep[] {
  return convolutions.map(([conv, kernelSize = 1], i) => ({
    name: convolutions.length === 1 ? name : `${name}_${i + 1}`,
    conv,
    kernelSize,
  }));
}

/** The same, the last with stride and padding. */
export function halvingBranch(
  name: string,
  convolutions: Convolved[],
  window: { strides: number; padding: Padding } = HALVING,
): ConvolutionStep[] {
  const steps = convolutionBranch(name, ...convolutions);
  return steps.map((step, i) => (i === steps.length - 1 ? { ...step, ...window } : step));
}

/** Average pooling, without the padding, and a 1x1 convolution. */
export const averaged = (filters: number): Branch => [
  { name: 'average', pool: 'average' },
  ...convolutionBranch('projection', [filters]),
];

/** Ends in 1x3 beside 3x1. */
const crossed = (name: string, trunk: Convolved[], filters: number): Branch => [
  ...convolutionBranch(name, ...trunk),
  {
    name: `${name}_concat`,
    split: [
      convolutionBranch(`${name}_1x3`, [filters, [1, 3]]),
      convolutionBranch(`${name}_3x1`, [filters, [3, 1]]),
    ],
  },
];

/** Figure 7 with the filters of table 1. */
function reductionA([k, l, m, n]: readonly [number, number, number, number]): Branch[] {
  return [
    halvingBranch('branch1', [[n, 3]]),
    halvingBranch('branch2', [[k], [l, 3], [m, 3]]),
    [{ name: 'pool', pool: 'max', ...HALVING }],
  ];
}

/** Figures 4 to 8; 384, 1024 and 1536 channels. */
export const INCEPTION_V4 = {
  A: [
    convolutionBranch('branch1', [96]),
    convolutionBranch('branch2', [64], [96, 3]),
    convolutionBranch('branch3', [64], [96, 3], [96, 3]),
    averaged(96),
  ],
  reductionA: reductionA([192, 224, 256, 384]),
  B: [
    convolutionBranch('branch1', [384]),
    convolutionBranch('branch2', [192], [224, [1, 7]], [256, [7, 1]]),
    convolutionBranch('branch3', [192], [192, [7, 1]], [224, [1, 7]], [224, [7, 1]], [256, [1, 7]]),
    averaged(128),
  ],
  reductionB: v4ReductionB('valid'),
  C: [
    convolutionBranch('branch1', [256]),
    crossed('branch2', [[384]], 256),
    crossed('branch3', [[384], [448, [3, 1]], [512, [1, 3]]], 256),
    averaged(256),
  ],
} satisfies InceptionModules;

/** Figure 8; padded, it halves 14 pixels to 7 and not to 6. */
export function v4ReductionB(padding: 'valid' | 'around'): Branch[] {
  const window = { strides: 2, padding };
  return [
    halvingBranch('branch1', [[192], [192, 3]], window),
    halvingBranch('branch2', [[256], [256, [1, 7]], [320, [7, 1]], [320, 3]], window),
    [{ name: 'pool', pool: 'max', ...window }],
  ];
}

/** Figures 10 to 13; the channels of the blocks' inputs are 256, 896 and 1792. */
export const INCEPTION_RESNET_V1 = {
  A: residualA([32, 32, 32]),
  reductionA: reductionA([192, 192, 256, 384]),
  B: residualB(128, [128, 128, 128]),
  reductionB: residualReductionB([384], [256], [256, 256]),
  C: residualC(192, [192, 192, 192]),
} satisfies InceptionModules;

/** Figures 16 to 19; the channels of the blocks' inputs are 384, 1152 and 2144, in the released net 320, 1088 and 2080. */
export const INCEPTION_RESNET_V2 = {
  A: residualA([32, 48, 64]),
  reductionA: reductionA([256, 256, 384, 384]),
  B: residualB(192, [128, 160, 192]),
  reductionB: residualReductionB([384], [288], [288, 320]),
  C: residualC(192, [192, 224, 256]),
} satisfies InceptionModules;

function residualA([first, second, third]: [number, number, number]): Branch[] {
  return [
    convolutionBranch('branch1', [32]),
    convolutionBranch('branch2', [32], [32, 3]),
    convolutionBranch('branch3', [first], [second, 3], [third, 3]),
  ];
}

function residualB(alone: number, [first, second, third]: [number, number, number]): Branch[] {
  return [
    convolutionBranch('branch1', [alone]),
    convolutionBranch('branch2', [first], [second, [1, 7]], [third, [7, 1]]),
  ];
}

function residualC(alone: number, [first, second, third]: [number, number, number]): Branch[] {
  return [
    convolutionBranch('branch1', [alone]),
    convolutionBranch('branch2', [first], [second, [1, 3]], [third, [3, 1]]),
  ];
}

/** Three branches of 3x3 convolutions behind 1x1 ones with 256 filters. */
function residualReductionB(...widths: [number[], number[], number[]]): Branch[] {
  const branches = widths.map((filters, i): Branch => {
    return halvingBranch(`branch${i + 1}`, [[256], ...filters.map((each): Convolved => [each, 3])]);
  });
  return [...branches, [{ name: 'pool', pool: 'max', ...HALVING }]];
}
