import { cutOut } from '../../src/data/cutout';
import type { Random } from '../../src/random';
import { Random as Seeded } from '../../src/random';

/** Draws the centre's row, then its column. */
function centredAt(y: number, x: number): Random {
  const draws = [y, x];
  return { integer: () => draws.shift() } as unknown as Random;
}

function cut(side: number, y: number, x: number, [height, width] = [4, 5]): string[] {
  const pixels = new Uint8Array(height * width).fill(1);
  cutOut(pixels, [height, width, 1], side, Uint8Array.of(0), centredAt(y, x));
  return Array.from({ length: height }, (_, row) => pixels.subarray(row * width, (row + 1) * width).join(''));
}

describe('cutOut', () => {
  it('covers a square about the centre', () => {
    expect(cut(3, 1, 2)).toEqual(['10001', '10001', '10001', '11111']);
    expect(cut(1, 3, 4)).toEqual(['11111', '11111', '11111', '11110']);
  });

  it('reaches further up and left where the side is even', () => {
    expect(cut(2, 2, 2)).toEqual(['11111', '10011', '10011', '11111']);
  });

  it('hangs over each edge and corner', () => {
    expect(cut(3, 0, 0)).toEqual(['00111', '00111', '11111', '11111']);
    expect(cut(3, 3, 4)).toEqual(['11111', '11111', '11100', '11100']);
    expect(cut(4, 0, 3)).toEqual(['10000', '10000', '11111', '11111']);
    expect(cut(5, 1, 2)).toEqual(['00000', '00000', '00000', '00000']);
  });

  it('fills with the colour, channel by channel', () => {
    const pixels = new Uint8Array(2 * 2 * 3).fill(9);
    cutOut(pixels, [2, 2, 3], 1, Uint8Array.of(1, 2, 3), centredAt(1, 0));
    expect([...pixels]).toEqual([9, 9, 9, 9, 9, 9, 1, 2, 3, 9, 9, 9]);
  });

  it('centres on every pixel, the edge ones too, about equally often', () => {
    const counts = new Array<number>(12).fill(0);
    for (let key = 0; key < 2400; key++) {
      const pixels = new Uint8Array(12).fill(1);
      cutOut(pixels, [3, 4, 1], 1, Uint8Array.of(0), new Seeded(key));
      const at = pixels.indexOf(0);
      counts[at] = (counts[at] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(65);
  });
});
