export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * Colours from black over purple, red and orange to pale yellow. From one to the next CIE lightness grows by the same
 * step, so that the order is seen as even, also in grey and without telling red from green.
 */
// prettier-ignore
export const HEAT: readonly Rgb[] = [
  [0, 0, 0],
  [29, 10, 43],
  [59, 4, 64],
  [86, 3, 70],
  [112, 6, 73],
  [138, 9, 75],
  [166, 12, 73],
  [194, 15, 66],
  [223, 18, 52],
  [233, 67, 45],
  [236, 101, 46],
  [238, 130, 53],
  [240, 156, 66],
  [241, 180, 86],
  [242, 202, 109],
  [244, 224, 136],
  [248, 244, 165],
];

/** The colour at a place from 0, the first of the table, to 1, the last, mixed of the two next to it. */
export function colourAt(table: readonly Rgb[], place: number): Rgb {
  const position = place * (table.length - 1);
  const below = Math.min(Math.floor(position), table.length - 2);
  const [from, to] = [table[below], table[below + 1]];
  if (from === undefined || to === undefined) throw new Error(`colour map: no colour at ${place}`);
  const share = position - below;
  const mixed = (channel: 0 | 1 | 2) => Math.round(from[channel] + share * (to[channel] - from[channel]));
  return [mixed(0), mixed(1), mixed(2)];
}
