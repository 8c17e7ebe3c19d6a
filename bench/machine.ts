import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { rounded, type Machine } from './result';

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

/** What Linux counts of the processors' time, in ticks. */
export interface Ticks {
  stolen: number;
  all: number;
}

/** Undefined where the system doesn't tell. */
export function ticksNow(): Ticks | undefined {
  if (process.platform !== 'linux') return undefined;
  return ticksIn(readFileSync('/proc/stat', 'utf8'));
}

/** Share of the processors' time that the machine's host gave to others, to four digits. */
export function stolenBetween(before: Ticks | undefined, after: Ticks | undefined): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  return rounded((after.stolen - before.stolen) / (after.all - before.all));
}

/** Of the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq and steal. */
export function ticksIn(stat: string): Ticks | undefined {
  const [line = ''] = stat.split('\n');
  const ticks = line.split(/ +/).slice(1, 9).map(Number);
  const stolen = ticks[7];
  if (stolen === undefined) return undefined;
  return { stolen, all: ticks.reduce((sum, count) => sum + count, 0) };
}
