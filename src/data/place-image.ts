import { placementIn, type Fit } from '../fit';

/** RGB, 0 to 255, row by row. */
export interface ColourPixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** From which pixels of a line one of the field's comes, the second with this share; -1 where from none. */
interface Sample {
  first: number;
  second: number;
  share: number;
}

/**
 * Centres an image in a field. It is enlarged bilinearly, pixels' centres being at halves as in `resizeBilinear`,
 * until it reaches as far as it is to; what juts out is cut off.
 *
 * @param image larger than the field only where it is to jut out
 * @param background value from 0 to 255 beside it
 */
export function placeImage(
  { data, width, height }: ColourPixels,
  [fieldHeight, fieldWidth]: readonly [height: number, width: number],
  fit: Fit,
  background: number,
): Uint8Array {
  if (width === fieldWidth && height === fieldHeight) return data;
  const { size, offset } = placementIn([fieldHeight, fieldWidth], [height, width], fit);
  const rows = samples(height, fieldHeight, size[0], offset[0]);
  const columns = samples(width, fieldWidth, size[1], offset[1]);

  const field = new Uint8Array(fieldWidth * fieldHeight * 3).fill(background);
  rows.forEach((row, y) => {
    if (row.first === -1) return;
    columns.forEach((column, x) => {
      if (column.first === -1) return;
      for (let channel = 0; channel < 3; channel++) {
        const value = (line: number): number => {
          const first = data[(line * width + column.first) * 3 + channel] as number;
          const second = data[(line * width + column.second) * 3 + channel] as number;
          return first + (second - first) * column.share;
        };
        const above = value(row.first);
        field[(y * fieldWidth + x) * 3 + channel] = Math.round(
          above + (value(row.second) - above) * row.share,
        );
      }
    });
  });
  return field;
}

/** Of a line that is `length` long, scaled to `size`. */
function samples(length: number, field: number, size: number, offset: number): Sample[] {
  return Array.from({ length: field }, (_, i) => {
    const inside = i - offset;
    if (inside < 0 || inside >= size) return { first: -1, second: -1, share: 0 };
    const at = Math.min(length - 1, Math.max(0, ((inside + 0.5) * length) / size - 0.5));
    const first = Math.floor(at);
    return { first, second: Math.min(first + 1, length - 1), share: at - first };
  });
}
