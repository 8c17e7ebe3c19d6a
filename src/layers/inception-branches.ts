import type { Branch, BranchStep, ConvolutionStep, PoolingStep } from './inception-block';

/** Filters of GoogLeNet's module, in the order of table 1's columns. Szegedy et al. 2014, arXiv:1409.4842. */
export interface InceptionV1Widths {
  conv1x1: number;
  reduce3x3: number;
  conv3x3: number;
  reduce5x5: number;
  conv5x5: number;
  project: number;
}

/** Figure 2a: no convolutions before the large ones, and none behind the pooling. */
export function naiveBranches({
  conv1x1,
  conv3x3,
  conv5x5,
}: Pick<InceptionV1Widths, 'conv1x1' | 'conv3x3' | 'conv5x5'>): Branch[] {
  return [
    [conv('conv1x1', conv1x1)],
    [conv('conv3x3', conv3x3, 3)],
    [conv('conv5x5', conv5x5, 5)],
    [{ name: 'pool', pool: 'max' }],
  ];
}

/**
 * Figure 2b.
 *
 * @param kernelSizes of the convolutions of the third branch: `[5]` unless told; `[3, 3]` sees as far, and torchvision
 *   has `[3]`
 */
export function inceptionV1Branches(
  widths: InceptionV1Widths,
  { kernelSizes = [5] }: { kernelSizes?: readonly number[] } = {},
): Branch[] {
  const { conv1x1, reduce3x3, conv3x3, reduce5x5, conv5x5, project } = widths;
  return [
    [conv('conv1x1', conv1x1)],
    [conv('conv3x3_reduce', reduce3x3), conv('conv3x3', conv3x3, 3)],
    [
      conv('conv5x5_reduce', reduce5x5),
      ...kernelSizes.map((size, i) => conv(i === 0 ? 'conv5x5' : `conv5x5_${i + 1}`, conv5x5, size)),
    ],
    [{ name: 'pool', pool: 'max' }, conv('pool_project', project)],
  ];
}

/** Filters of BN-Inception's module. Ioffe, Szegedy 2015, arXiv:1502.03167, figure 5. */
export interface InceptionV2Widths {
  /** Not in modules that halve the image. */
  conv1x1?: number | undefined;
  reduce3x3: number;
  conv3x3: number;
  reduceDouble: number;
  /** Of both its 3x3 convolutions. */
  double3x3: number;
  /** Behind the pooling; not in modules that halve the image. */
  project?: number | undefined;
}

/** A module with the pooling given. Where that has a stride, the last convolutions of the others have it too. */
export function inceptionV2Branches(widths: InceptionV2Widths, pool: Omit<PoolingStep, 'name'>): Branch[] {
  const { conv1x1, reduce3x3, conv3x3, reduceDouble, double3x3, project } = widths;
  const { strides = 1 } = pool;
  return [
    ...(conv1x1 === undefined ? [] : [[conv('conv1x1', conv1x1)]]),
    [conv('conv3x3_reduce', reduce3x3), conv('conv3x3', conv3x3, 3, { strides })],
    [
      conv('double3x3_reduce', reduceDouble),
      conv('double3x3_1', double3x3, 3),
      conv('double3x3_2', double3x3, 3, { strides }),
    ],
    [{ name: 'pool', ...pool }, ...(project === undefined ? [] : [conv('pool_project', project)])],
  ];
}

export interface PoolProjectionOptions {
  /** Whether the average pooling counts the padding, as torchvision has it; false unless told. */
  countsPadding?: boolean | undefined;
  /** Of the convolution behind it; 1 unless told. */
  kernelSize?: number | undefined;
}

/**
 * The modules of Inception v3. Szegedy et al. 2015, arXiv:1512.00567: A to E are figures 5 to 7 and 10 as the
 * released network has them.
 */
export const INCEPTION_V3 = {
  /** 35x35: figure 5, with a 5x5 convolution where the figure has two of 3x3. Adds up to 224 + `project` channels. */
  A: (project: number, options: PoolProjectionOptions = {}): Branch[] => [
    [conv('conv1x1', 64)],
    [conv('conv5x5_1', 48), conv('conv5x5_2', 64, 5)],
    [conv('double3x3_1', 64), conv('double3x3_2', 96, 3), conv('double3x3_3', 96, 3)],
    pooled(project, options),
  ],

  /** 35x35 to 17x17: figure 10. Adds 480 channels to those of the input. */
  B: (): Branch[] => [
    [conv('conv3x3', 384, 3, HALVING)],
    [conv('double3x3_1', 64), conv('double3x3_2', 96, 3), conv('double3x3_3', 96, 3, HALVING)],
    [{ name: 'pool', pool: 'max', ...HALVING }],
  ],

  /** 17x17: figure 6, with `width` filters in the convolutions before the last of a branch. 768 channels. */
  C: (width: number, options: PoolProjectionOptions = {}): Branch[] => [
    [conv('conv1x1', 192)],
    [conv('conv7x7_1', width), conv('conv7x7_2', width, [1, 7]), conv('conv7x7_3', 192, [7, 1])],
    [
      conv('double7x7_1', width),
      conv('double7x7_2', width, [7, 1]),
      conv('double7x7_3', width, [1, 7]),
      conv('double7x7_4', width, [7, 1]),
      conv('double7x7_5', 192, [1, 7]),
    ],
    pooled(192, options),
  ],

  /** 17x17 to 8x8. Adds 512 channels to those of the input. */
  D: (): Branch[] => [
    [conv('conv3x3_1', 192), conv('conv3x3_2', 320, 3, HALVING)],
    [
      conv('conv7x7_1', 192),
      conv('conv7x7_2', 192, [1, 7]),
      conv('conv7x7_3', 192, [7, 1]),
      conv('conv7x7_4', 192, 3, HALVING),
    ],
    [{ name: 'pool', pool: 'max', ...HALVING }],
  ],

  /** 8x8: figure 7. 2048 channels. */
  E: (options: PoolProjectionOptions = {}): Branch[] => [
    [conv('conv1x1', 320)],
    [conv('conv3x3_1', 384), crossed('conv3x3', 384)],
    [conv('double3x3_1', 448), conv('double3x3_2', 384, 3), crossed('double3x3', 384)],
    pooled(192, options),
  ],
};

const HALVING = { strides: 2, padding: 'valid' } as const;

function conv(
  name: string,
  filters: number,
  kernelSize: number | [number, number] = 1,
  options: Pick<ConvolutionStep, 'strides' | 'padding'> = {},
): ConvolutionStep {
  return { name, conv: filters, kernelSize, ...options };
}

/** Average pooling and a convolution. */
function pooled(
  project: number,
  { countsPadding = false, kernelSize = 1 }: PoolProjectionOptions,
): BranchStep[] {
  return [{ name: 'pool', pool: 'average', countsPadding }, conv('pool_project', project, kernelSize)];
}

/** 1x3 beside 3x1. */
function crossed(name: string, filters: number): BranchStep {
  const split = [[conv(`${name}_1x3`, filters, [1, 3])], [conv(`${name}_3x1`, filters, [3, 1])]];
  return { name: `${name}_concat`, split };
}
