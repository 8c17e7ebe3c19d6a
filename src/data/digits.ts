import { ConvzooError } from '../errors';
import { Random } from '../random';
import { Dataset } from './dataset';
import { SKELETONS, type Skeleton, type Stroke } from './digit-skeletons';

// Local, because Jest's contexts reach a global some fifty times more slowly.
const { ceil, floor, max, min, sqrt } = Math;

/** Pixels on each side of an image. */
const SIDE = 28;
/** Straight pieces that stand for the curve between two points of a skeleton. */
const PIECES = 5;
export const DIGIT_CLASSES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

export interface DigitsOptions {
  /** Number of images; each run of ten holds every digit once. */
  size: number;
  /** Names the images. Fewer images of the same seed are the first of these. */
  seed: number;
}

/**
 * Digits drawn by code: pen strokes with random slant, rotation, size, width, position and noise,
 * `[28, 28, 1]`, light ink (up to 255) on black (near 0). A stand-in with no download, and not MNIST: an accuracy
 * on it says nothing about handwriting.
 *
 * @throws ConvzooError where the size is not a whole number above 0
 */
export function digits({ size, seed }: DigitsOptions): Dataset {
  if (!Number.isInteger(size) || size < 1)
    throw new ConvzooError(`data set 'digits': the size is ${size}, expected a whole number above 0`);
  const pixels = SIDE * SIDE;
  const images = new Uint8Array(size * pixels);
  const labels = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    const label = i % DIGIT_CLASSES.length;
    labels[i] = label;
    const ways = polylines()[label] as Polyline[];
    const random = new Random(seed, i);
    const way = ways[random.integer(ways.length)] as Polyline;
    draw(place(way, random), random, images.subarray(i * pixels, (i + 1) * pixels));
  }
  return new Dataset({
    name: 'digits',
    images,
    labels,
    imageShape: [SIDE, SIDE, 1],
    classes: DIGIT_CLASSES,
    pixels: 'original',
  });
}

/** Straight segments: x0, y0, x1, y1 of each, one after the other. */
type Polyline = Float64Array;

let flattened: Polyline[][] | undefined;

/** The skeletons as segments, for each digit and way to write it. */
function polylines(): Polyline[][] {
  flattened ??= SKELETONS.map((ways) => ways.map(flatten));
  return flattened;
}

function flatten(skeleton: Skeleton): Polyline {
  const segments: number[] = [];
  for (const stroke of skeleton) {
    const path = stroke.smooth ? smooth(stroke) : stroke.points;
    for (let i = 1; i < path.length; i++)
      segments.push(...(path[i - 1] as [number, number]), ...(path[i] as [number, number]));
  }
  return Float64Array.from(segments);
}

/** A Catmull-Rom spline through a stroke's points. */
function smooth({ points }: Stroke): [number, number][] {
  const at = (i: number): readonly [number, number] =>
    points[min(max(i, 0), points.length - 1)] as readonly [number, number];
  const path: [number, number][] = [[...at(0)]];
  for (let i = 0; i + 1 < points.length; i++) {
    for (let piece = 1; piece <= PIECES; piece++) {
      const t = piece / PIECES;
      const along = (axis: 0 | 1): number => {
        const [before, start, end, after] = [at(i - 1)[axis], at(i)[axis], at(i + 1)[axis], at(i + 2)[axis]];
        const bend = 2 * before - 5 * start + 4 * end - after;
        const twist = 3 * (start - end) + after - before;
        return start + 0.5 * t * (end - before + t * (bend + t * twist));
      };
      path.push([along(0), along(1)]);
    }
  }
  return path;
}

/** Wobbles, slants and turns a skeleton, and fits it into the image: the result is in pixels. */
function place(skeleton: Polyline, random: Random): Polyline {
  const wobble = random.uniform(0.02, 0.09);
  const phase = [0, 1, 2, 3].map(() => random.uniform(0, 2 * Math.PI)) as [number, number, number, number];
  const slant = random.uniform(-0.15, 0.45);
  const stretch = random.uniform(0.8, 1.3);
  const angle = (random.uniform(-12, 12) * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);

  const placed = new Float64Array(skeleton.length);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < skeleton.length; i += 2) {
    const x = skeleton[i] as number;
    const y = skeleton[i + 1] as number;
    const bentX = x + wobble * (Math.sin(2.5 * y + phase[0]) + Math.sin(4 * x + phase[1]));
    const bentY = y + wobble * (Math.sin(3.5 * x + phase[2]) + Math.sin(2 * y + phase[3]));
    const slantedX = stretch * bentX - slant * bentY;
    const turnedX = cos * slantedX - sin * bentY;
    const turnedY = sin * slantedX + cos * bentY;
    placed[i] = turnedX;
    placed[i + 1] = turnedY;
    left = min(left, turnedX);
    right = max(right, turnedX);
    top = min(top, turnedY);
    bottom = max(bottom, turnedY);
  }

  const scale = random.uniform(15, 19.5) / max(bottom - top, right - left);
  const moveX = (SIDE - 1) / 2 - (scale * (left + right)) / 2 + random.uniform(-2, 2);
  const moveY = (SIDE - 1) / 2 - (scale * (top + bottom)) / 2 + random.uniform(-2, 2);
  for (let i = 0; i < placed.length; i += 2) {
    placed[i] = scale * (placed[i] as number) + moveX;
    placed[i + 1] = scale * (placed[i + 1] as number) + moveY;
  }
  return placed;
}

/** Draws segments (in pixels) with a round pen, anti-aliased, and adds noise. */
function draw(segments: Polyline, random: Random, target: Uint8Array): void {
  const radius = random.uniform(0.7, 1.7);
  const ink = random.uniform(200, 255);
  const noise = random.uniform(0, 24);
  const reach = radius + 0.5;
  for (let i = 0; i < segments.length; i += 4) {
    const x0 = segments[i] as number;
    const y0 = segments[i + 1] as number;
    const x1 = segments[i + 2] as number;
    const y1 = segments[i + 3] as number;
    const dx = x1 - x0;
    const dy = y1 - y0;
    const squaredLength = dx * dx + dy * dy;
    const fromY = max(0, ceil(min(y0, y1) - reach));
    const toY = min(SIDE - 1, floor(max(y0, y1) + reach));
    const fromX = max(0, ceil(min(x0, x1) - reach));
    const toX = min(SIDE - 1, floor(max(x0, x1) + reach));
    for (let y = fromY; y <= toY; y++) {
      for (let x = fromX; x <= toX; x++) {
        const along = ((x - x0) * dx + (y - y0) * dy) / squaredLength;
        const nearest = min(max(along, 0), 1);
        const offX = x - x0 - nearest * dx;
        const offY = y - y0 - nearest * dy;
        const coverage = min(1, reach - sqrt(offX * offX + offY * offY));
        const at = y * SIDE + x;
        if (coverage > 0) target[at] = max(target[at] as number, coverage * ink);
      }
    }
  }
  for (let i = 0; i < target.length; i++) {
    const noisy = (target[i] as number) + random.uniform(-noise, noise);
    target[i] = min(max(noisy, 0), 255);
  }
}
