import { availableParallelism, cpus, loadavg } from 'node:os';
import type { Machine } from './result';

/** What computes. */
export function machineNow(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
  };
}

/** Processes that wanted to run, on average over the last minute. */
export function loadOfTheMinute(): number {
  return Math.round(10 * (loadavg()[0] ?? NaN)) / 10;
}
