/** How another framework names the weights of a layer and orders their axes. */
export interface Layout {
  /** What stands between its names of a layer and of a weight. */
  separator: '.' | '/';
  /** Its name of a weight that we name `kernel`, `bias`, `gamma`, `beta`, `moving_mean`, `moving_variance`… */
  nameOf(weight: string): string;
  /** For each axis of its tensor, which of ours it is. */
  axes(weight: string, rank: number): number[];
  /** Whether it flattens feature maps row, column, channel as we do, or channel, row, column. */
  flattens: 'channels last' | 'channels first';
}

export const KERAS: Layout = {
  separator: '/',
  nameOf: (weight) => weight,
  axes: (_, rank) => range(rank),
  flattens: 'channels last',
};

const TORCH_NAMES: Record<string, string> = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  alpha: 'weight',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

export const TORCH: Layout = {
  separator: '.',
  nameOf: (weight) => TORCH_NAMES[weight] ?? weight,
  axes: (weight, rank) => {
    if (weight === 'kernel' && rank === 4) return [3, 2, 0, 1];
    if (weight === 'depthwise_kernel') return [2, 3, 0, 1];
    if (weight === 'kernel' && rank === 2) return [1, 0];
    return range(rank);
  },
  flattens: 'channels first',
};

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
