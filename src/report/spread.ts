import type { Card } from '../card';
import { percent } from './text';

/** Accuracies of one training with several seeds: shares from 0 to 1. */
export interface Spread {
  runs: number;
  least: number;
  mean: number;
  most: number;
}

/** The spread over seeds, where a card has repeats: of its own run and of those. */
export function spreadOf({ accuracy, repeats }: Pick<Card, 'accuracy' | 'repeats'>): Spread | undefined {
  if (repeats === undefined) return undefined;
  const all = [accuracy.shipped, ...repeats.map((repeat) => repeat.accuracy)];
  return {
    runs: all.length,
    least: Math.min(...all),
    mean: all.reduce((sum, each) => sum + each, 0) / all.length,
    most: Math.max(...all),
  };
}

/** As `98.70 % to 98.90 %, mean 98.80 %, 3 seeds`. */
export function spreadText({ runs, least, mean, most }: Spread): string {
  return `${percent(least)} to ${percent(most)}, mean ${percent(mean)}, ${runs} seeds`;
}
