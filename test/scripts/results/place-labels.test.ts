import { placeLabels, type Mark, type PlacedLabel } from '../../../scripts/results/place-labels';
import { Random } from '../../../src/random';

const FRAME = { width: 880, height: 560, fontSize: 10 };

/** Circles of which most lie in one corner, as accuracies do. */
function crowd(count: number, seed: number): Mark[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, i) => ({
    label: `net_of_some_length, alpha 0.${i}`.slice(0, 8 + random.integer(22)),
    x: 400 + 300 * random.next() ** 2,
    y: 60 + 220 * random.next() ** 2,
    radius: 2 + 15 * random.next(),
  }));
}

/** The letters of DejaVu Sans are 0.6 of their size wide on average. */
function boxOf({ label, x, y, align }: PlacedLabel) {
  const width = label.length * 6;
  const left = { left: x, center: x - width / 2, right: x - width }[align];
  return { left, right: left + width, top: y - 5, bottom: y + 5 };
}

function overlap(one: ReturnType<typeof boxOf>, other: ReturnType<typeof boxOf>): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

test.each([1, 2, 3])('forty labels cover neither each other nor a circle, crowd %i', (seed) => {
  const marks = crowd(40, seed);
  const labels = placeLabels(marks, FRAME);
  expect(labels.map(({ label }) => label).sort()).toEqual(marks.map(({ label }) => label).sort());
  const boxes = labels.map((label) => ({ label: label.label, box: boxOf(label) }));
  const covering = boxes.flatMap(({ label, box }, i) => [
    ...boxes.slice(i + 1).flatMap((other) => (overlap(box, other.box) ? [`${label} | ${other.label}`] : [])),
    ...marks.flatMap(({ x, y, radius, label: of }) => {
      const dx = Math.max(box.left - x, 0, x - box.right);
      const dy = Math.max(box.top - y, 0, y - box.bottom);
      return Math.hypot(dx, dy) < radius ? [`${label} on the circle of ${of}`] : [];
    }),
  ]);
  expect(covering).toEqual([]);
  for (const { box } of boxes) {
    expect(Math.min(box.left, box.top, FRAME.width - box.right, FRAME.height - box.bottom)).toBeGreaterThan(
      0,
    );
  }
});

test('a circle by itself has its label at its side, without a line', () => {
  const [label] = placeLabels([{ label: 'resnet20', x: 300, y: 200, radius: 10 }], FRAME);
  expect(label).toEqual({ label: 'resnet20', x: 313, y: 200, align: 'left' });
});

test('at the right edge the label stands to the left', () => {
  const [label] = placeLabels([{ label: 'resnet20', x: 870, y: 200, radius: 5 }], FRAME);
  expect(label).toEqual({ label: 'resnet20', x: 862, y: expect.closeTo(200), align: 'right' });
});

test('a line leads from the edge of a circle to a label that had to go away', () => {
  const marks = Array.from({ length: 24 }, (_, i) => ({
    label: `net_number_${i}`,
    x: 400 + i,
    y: 300,
    radius: 6,
  }));
  const far = placeLabels(marks, FRAME).filter(({ leader }) => leader !== undefined);
  expect(far.length).toBeGreaterThan(2);
  for (const { label, leader, y } of far) {
    const mark = marks.find((each) => each.label === label) as Mark;
    const [from, to] = [leader?.from, leader?.to] as [Mark, Mark];
    expect(Math.hypot(from.x - mark.x, from.y - mark.y)).toBeCloseTo(6);
    expect(Math.abs(to.y - y)).toBeLessThan(7);
  }
});
