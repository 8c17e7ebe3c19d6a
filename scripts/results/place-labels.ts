/** A circle that is to have a label, in pixels from the top left corner of the plot. */
export interface Mark extends Point {
  radius: number;
  label: string;
}

/** A label by the middle of its height, with a line that leads to it where it does not stand beside its circle. */
export interface PlacedLabel extends Point {
  label: string;
  /** What of it stands at x: the end that is towards its circle. */
  align: 'left' | 'center' | 'right';
  leader?: Line;
}

export interface Frame {
  width: number;
  height: number;
  /** Of the labels. */
  fontSize: number;
}

interface Point {
  x: number;
  y: number;
}

interface Line {
  from: Point;
  to: Point;
}

/** By its middle. */
interface Box extends Point {
  width: number;
  height: number;
}

interface Place {
  box: Box;
  leader?: Line;
}

/** Of a letter, in units of the font's size: a little more than DejaVu Sans has on average. */
const LETTER_WIDTH = 0.64;
const LINE_HEIGHT = 1.25;
/** Between a circle and its label. */
const GAP = 3;
/** Where a line has to lead to the label. */
const FAR = 8;
const DIRECTIONS = 32;
/** Between circle and label, tried one after the other: near ones closer to each other, up to half of a wide plot. */
const DISTANCES = Array.from({ length: 32 }, (_, i) => 4.5 * i + 0.3 * i ** 2);

/**
 * Finds each label a place near its circle where it covers no circle, no other label and, as far as can be, no line;
 * nor does the line that leads to it cover anything then. Those in the thick of it choose first.
 */
export function placeLabels(marks: readonly Mark[], frame: Frame): PlacedLabel[] {
  const taken: Place[] = [];
  return byCrowd(marks).map((mark) => {
    const places = placesFor(mark, frame).filter(({ box }) => isInside(box, frame));
    const isFree = ({ box }: Place) =>
      marks.every((other) => distance(other, nearest(other, box)) > other.radius) &&
      taken.every((other) => !overlap(box, other.box));
    const isUncrossed = ({ box, leader }: Place) =>
      taken.every((other) => !crosses(other.leader, box) && !crosses(leader, other.box)) &&
      marks.every((other) => other === mark || !crosses(leader, square(other)));
    const place = places.find((each) => isFree(each) && isUncrossed(each)) ??
      places.find(isFree) ?? { box: boxAt(mark, mark.label, frame) };
    taken.push(place);
    return placed(mark, place);
  });
}

function placed({ x, label }: Mark, { box, leader }: Place): PlacedLabel {
  const common = { label, y: box.y, ...(leader !== undefined && { leader }) };
  const [left, right] = [box.x - box.width / 2, box.x + box.width / 2];
  if (left > x) return { ...common, x: left, align: 'left' };
  return right < x ? { ...common, x: right, align: 'right' } : { ...common, x: box.x, align: 'center' };
}

function byCrowd(marks: readonly Mark[]): Mark[] {
  const crowd = (mark: Mark) => marks.reduce((sum, other) => sum + 1 / (20 + distance(mark, other)), 0);
  return [...marks].sort((one, other) => crowd(other) - crowd(one));
}

/** The nearest first, and of these the sides before above and below. */
function placesFor(mark: Mark, frame: Frame): Place[] {
  const angles = Array.from({ length: DIRECTIONS }, (_, i) => (2 * Math.PI * i) / DIRECTIONS).sort(
    (one, other) => Math.abs(Math.sin(one)) - Math.abs(Math.sin(other)),
  );
  const { width, height } = boxAt(mark, mark.label, frame);
  return DISTANCES.flatMap((away) =>
    angles.map((angle): Place => {
      const reach = mark.radius + GAP + away;
      const middle = {
        x: mark.x + Math.cos(angle) * (reach + width / 2),
        y: mark.y + Math.sin(angle) * (reach + height / 2),
      };
      const box = boxAt(middle, mark.label, frame);
      const to = nearest(mark, box);
      const length = distance(mark, to);
      if (length < mark.radius + FAR) return { box };
      const share = mark.radius / length;
      const from = { x: mark.x + share * (to.x - mark.x), y: mark.y + share * (to.y - mark.y) };
      return { box, leader: { from, to } };
    }),
  );
}

function boxAt({ x, y }: Point, label: string, { fontSize }: Frame): Box {
  return { x, y, width: label.length * fontSize * LETTER_WIDTH, height: fontSize * LINE_HEIGHT };
}

function isInside({ x, y, width, height }: Box, frame: Frame): boolean {
  return x >= width / 2 && x <= frame.width - width / 2 && y >= height / 2 && y <= frame.height - height / 2;
}

function overlap(one: Box, other: Box): boolean {
  return (
    2 * Math.abs(one.x - other.x) < one.width + other.width &&
    2 * Math.abs(one.y - other.y) < one.height + other.height
  );
}

/** The point of a box that is nearest to another point. */
function nearest({ x, y }: Point, box: Box): Point {
  const clamped = (value: number, middle: number, size: number) =>
    Math.min(Math.max(value, middle - size / 2), middle + size / 2);
  return { x: clamped(x, box.x, box.width), y: clamped(y, box.y, box.height) };
}

/** Around a circle. */
function square({ x, y, radius }: Mark): Box {
  return { x, y, width: 2 * radius, height: 2 * radius };
}

/** Whether a line goes through a box: whether some of it lies between both pairs of sides. */
function crosses(line: Line | undefined, box: Box): boolean {
  if (line === undefined) return false;
  const { from, to } = line;
  const across = within(from.x, to.x, box.x, box.width);
  const up = within(from.y, to.y, box.y, box.height);
  return Math.max(0, across.enters, up.enters) < Math.min(1, across.leaves, up.leaves);
}

/** Shares of the way between two values at which it comes between two sides and leaves these. */
function within(from: number, to: number, middle: number, size: number): { enters: number; leaves: number } {
  if (from === to) {
    const isBetween = 2 * Math.abs(from - middle) < size;
    return isBetween ? { enters: -Infinity, leaves: Infinity } : { enters: Infinity, leaves: -Infinity };
  }
  const ends = [-1, 1].map((side) => (middle + (side * size) / 2 - from) / (to - from));
  return { enters: Math.min(...ends), leaves: Math.max(...ends) };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
