import type { Net } from './nets';

/**
 * What bench/run.ts and a contestant's process say to each other: the task goes in as the first line, then a line
 * for each round that is wanted; messages come out on lines that begin with MARK, `ready` first.
 */
export const MARK = '@bench ';

export type Kind = 'train' | 'predict';

export interface Task {
  kind: Kind;
  contestant: string;
  net: Net;
  batch: number;
  optimizer: OptimizerConfig;
  /** About how long a round is to take. */
  roundSeconds: number;
  /** A file in ONNX, for contestants that read one. */
  onnx?: string;
  /** A folder whose node_modules has onnxruntime-node. */
  onnxruntime?: string;
}

/** Weight decay is of kernels only. */
export type OptimizerConfig =
  | { name: 'sgd'; learningRate: number; momentum: number; weightDecay: number }
  | { name: 'adam'; learningRate: number };

export const OPTIMIZERS: Record<Net['optimizer'], OptimizerConfig> = {
  sgd: { name: 'sgd', learningRate: 0.01, momentum: 0.9, weightDecay: 1e-4 },
  adam: { name: 'adam', learningRate: 0.001 },
};

export interface Ready {
  /** Numbers that training changes; absent where a contestant can't tell. */
  parameters?: number;
  versions: Record<string, string>;
  /** The way that is used, where there are several. */
  mode?: string;
  /** Milliseconds of a step in each way, of which the fastest is used. */
  tried?: Record<string, number>;
}

export interface Round {
  /** Milliseconds a step, on average. */
  ms: number;
  /** Share of that between the steps, where batches are made. */
  between?: number;
}

export type Message = { ready: Ready } | { round: Round } | { fails: string };
