import type { Card } from '../../src/card';
import { optionsText } from '../../src/option-values';
import { PUBLISHED, type Published } from './published';

/** A published figure beside the one of a card. */
export interface Comparison {
  published: Published;
  /** By how much the card's accuracy is higher, as a share. */
  difference: number;
  /** Why the nets are not the same; none where they are. */
  otherNet: string[];
}

/** What is published of the variant that a card is of, on its data set. */
export function comparisonOf({ variant, options, dataset, accuracy }: Card): Comparison | undefined {
  const figures: Readonly<Record<string, Readonly<Record<string, Published>>>> = PUBLISHED;
  const published = figures[dataset.name]?.[variant];
  if (published === undefined) return undefined;
  const { otherNet } = published;
  return {
    published,
    difference: accuracy.shipped - published.accuracy,
    otherNet: [
      ...(otherNet === undefined ? [] : [otherNet]),
      ...(options === undefined ? [] : [`ours has ${optionsText(options)}`]),
    ],
  };
}
