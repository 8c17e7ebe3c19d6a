/** Filters or units under a width multiplier: the nearest integer, at least 1. */
export function scaledWidth(width: number, alpha: number): number {
  return Math.max(1, Math.round(width * alpha));
}
