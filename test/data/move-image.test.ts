import { moveImage, type Move } from '../../src/data/move-image';

// prettier-ignore
const NINE = Uint8Array.of(
  1, 2, 3,
  4, 5, 6,
  7, 8, 9,
);
const STILL: Move = { right: 0, down: 0, flip: false };

function moved(changes: Partial<Move>, background = 99): number[] {
  const target = new Uint8Array(9).fill(77);
  moveImage(NINE, target, [3, 3, 1], { ...STILL, ...changes }, background);
  return [...target];
}

describe('moveImage', () => {
  it('leaves the image alone where nothing changes', () => {
    expect(moved({})).toEqual([...NINE]);
  });

  it('moves each way and fills with the background', () => {
    expect(moved({ right: 1, down: 1 })).toEqual([99, 99, 99, 99, 1, 2, 99, 4, 5]);
    expect(moved({ right: -1, down: -1 })).toEqual([5, 6, 99, 8, 9, 99, 99, 99, 99]);
    expect(moved({ right: 2 })).toEqual([99, 99, 1, 99, 99, 4, 99, 99, 7]);
    expect(moved({ down: -2 })).toEqual([7, 8, 9, 99, 99, 99, 99, 99, 99]);
  });

  it('flips before it moves', () => {
    expect(moved({ flip: true })).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7]);
    expect(moved({ flip: true, right: 1 })).toEqual([99, 3, 2, 99, 6, 5, 99, 9, 8]);
    expect(moved({ flip: true, right: -1, down: 1 })).toEqual([99, 99, 99, 2, 1, 99, 5, 4, 99]);
  });

  it('keeps the channels of a pixel together', () => {
    const source = Uint8Array.of(10, 20, 30, 40, 50, 60);
    const target = new Uint8Array(6);
    moveImage(source, target, [1, 2, 3], { ...STILL, flip: true }, 0);
    expect([...target]).toEqual([40, 50, 60, 10, 20, 30]);
    moveImage(source, target, [1, 2, 3], { ...STILL, right: 1 }, 7);
    expect([...target]).toEqual([7, 7, 7, 10, 20, 30]);
  });
});
