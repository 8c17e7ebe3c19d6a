import type { ScheduleConfig } from './recipe';

/**
 * The learning rate of one step.
 *
 * @param step steps done so far, 0 at the first
 * @param steps of the whole training
 * @param stepsPerEpoch turns epochs in the schedule into steps
 */
export function learningRate(
  schedule: ScheduleConfig,
  step: number,
  steps: number,
  stepsPerEpoch: number,
): number {
  const warmup = Math.round(schedule.warmupEpochs * stepsPerEpoch);
  if (step < warmup) return (schedule.learningRate * (step + 1)) / (warmup + 1);
  return (
    schedule.learningRate * factor(schedule, step - warmup, Math.max(1, steps - warmup), step / stepsPerEpoch)
  );
}

/** What the peak rate is multiplied by, `step` of `steps` after the warm-up, `epoch` epochs from the start. */
function factor(schedule: ScheduleConfig, step: number, steps: number, epoch: number): number {
  const progress = step / steps;
  switch (schedule.name) {
    case 'constant':
      return 1;
    case 'linear':
      return 1 - progress;
    case 'cosine':
      return halfCosine(progress);
    case 'step':
      return schedule.factor ** schedule.epochs.filter((drop) => epoch >= drop).length;
    case 'inv':
      return (1 + schedule.gamma * step) ** -schedule.power;
    case 'oneCycle': {
      // Smith 2018, arXiv:1803.09820, with cosine flanks: from 1/25 of the peak up, then down to zero.
      const { rise } = schedule;
      if (progress < rise) return 1 - (24 / 25) * halfCosine(progress / rise);
      return halfCosine((progress - rise) / (1 - rise));
    }
  }
}

/** From 1 at 0 to 0 at 1. */
function halfCosine(progress: number): number {
  return (1 + Math.cos(Math.PI * progress)) / 2;
}
