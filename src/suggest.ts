import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean 'lenet5'?` where a known name is near to the unknown one, else an empty string. */
export function suggestion(unknown: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const nearest = closest(unknown, known);
  return distance(unknown, nearest) <= Math.max(2, unknown.length / 3) ? `; did you mean '${nearest}'?` : '';
}
