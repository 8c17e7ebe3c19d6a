import type { Card } from '../card';
import type { EngineName } from '../engine/engine';
import { percent } from '../report/text';
import type { Evaluation } from '../train/evaluate';

/** How far engines may lie apart on a whole test set, as a share: 0.05 points. */
const TOLERANCE = 0.0005;
/** Of shares that are no binary fractions. */
const ROUNDING = 1e-9;

/** Multiply-adds an image up to which an engine goes through a whole test set in seconds. */
export const MEASURABLE_MACS: Readonly<Record<EngineName, number>> = {
  tensorflow: Infinity,
  wasm: 3_000_000,
  cpu: 300_000,
  webgpu: Infinity,
};

/** A sentence for each thing that a measurement on the test set found otherwise than the card says. */
export function wrongAccuracy(card: Card, { accuracy, images }: Evaluation, where: string): string[] {
  const { shipped, images: expected } = card.accuracy;
  const isClose = Math.abs(accuracy - shipped) <= TOLERANCE + ROUNDING;
  return [
    ...(images === expected
      ? []
      : [`${where}: the card says ${expected} test images, the data set has ${images}`]),
    ...(isClose
      ? []
      : [`${where}: the card says ${percent(shipped)} on the test set, it is ${percent(accuracy)}`]),
  ];
}

/** Whether the card's accuracy is of these pixels of the test set. */
export function isOfPixels({ dataset }: Card, testPixels: string): boolean {
  return dataset.pixels === testPixels || dataset.pixels.endsWith(`; test: ${testPixels}`);
}
