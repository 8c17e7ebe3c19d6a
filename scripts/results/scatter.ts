import type { TopLevelSpec } from 'vega-lite';
import { placeLabels, type Frame } from './place-labels';

/** A circle in a chart. */
export interface Circle {
  label: string;
  x: number;
  y: number;
  /** What its area stands for. */
  size: number;
  /** What its colour stands for: the year of a paper. */
  year: number;
}

export interface Axis {
  title: string;
  scale: 'log' | 'linear';
  /** In d3's notation; whole numbers with SI prefixes unless told. */
  format?: string;
}

export interface ScatterOptions {
  title: string;
  x: Axis;
  y: Axis;
  /** What the areas of circles stand for. */
  size: string;
}

export type Panel = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];

const FRAME: Frame = { width: 880, height: 560, fontSize: 10 };
/** Of the largest circle, in square pixels. */
const LARGEST = 1800;
/** Room between the outermost circles and the edge, as a share of what lies between these. */
const MARGIN = 0.08;
const LEADER = '#8a8a8a';

/** Circles whose areas are in proportion, each with a label that covers nothing. */
export function scatter(circles: readonly Circle[], { title, x, y, size }: ScatterOptions): Panel {
  const across = scaleOf(x, circles.map((circle) => circle.x), [0, FRAME.width]); // prettier-ignore
  const up = scaleOf(y, circles.map((circle) => circle.y), [FRAME.height, 0]); // prettier-ignore
  const largest = Math.max(...circles.map((circle) => circle.size));
  const labels = placeLabels(
    circles.map((circle) => ({
      label: circle.label,
      x: across.pixel(circle.x),
      y: up.pixel(circle.y),
      radius: Math.sqrt((LARGEST * circle.size) / largest / Math.PI),
    })),
    FRAME,
  );
  const leaders = labels.flatMap(({ leader }) =>
    leader === undefined ? [] : [{ x: leader.from.x, y: leader.from.y, toX: leader.to.x, toY: leader.to.y }],
  );
  const pixels = (field: string) => ({ field, type: 'quantitative', scale: null }) as const;
  return {
    title,
    width: FRAME.width,
    height: FRAME.height,
    layer: [
      {
        // The small ones in front of the large.
        data: { values: [...circles].sort((one, other) => other.size - one.size) },
        mark: { type: 'circle', opacity: 0.8, stroke: 'white', strokeWidth: 0.5 },
        encoding: {
          x: { field: 'x', type: 'quantitative', scale: across.scale, axis: axisOf(x) },
          y: { field: 'y', type: 'quantitative', scale: up.scale, axis: axisOf(y) },
          size: {
            field: 'size',
            type: 'quantitative',
            scale: { domain: [0, largest], range: [0, LARGEST] },
            legend: { title: size, format: '~s' },
          },
          color: {
            field: 'year',
            type: 'quantitative',
            scale: { scheme: 'viridis' },
            legend: { title: 'year of the paper', format: 'd', tickMinStep: 1 },
          },
        },
      },
      {
        data: { values: leaders },
        mark: { type: 'rule', color: LEADER, strokeWidth: 0.7 },
        encoding: { x: pixels('x'), y: pixels('y'), x2: { field: 'toX' }, y2: { field: 'toY' } },
      },
      {
        data: { values: labels.map(({ leader: _, ...label }) => label) },
        mark: {
          type: 'text',
          fontSize: FRAME.fontSize,
          baseline: 'middle',
          align: { expr: 'datum.align' },
        },
        encoding: { x: pixels('x'), y: pixels('y'), text: { field: 'label', type: 'nominal' } },
      },
    ],
  };
}

function axisOf({ title, format = '~s' }: Axis) {
  return { title, format, grid: true, gridOpacity: 0.4 };
}

/** A scale for these values with some room, as Vega-Lite takes it and as pixels. */
function scaleOf({ scale }: Axis, values: readonly number[], [start, end]: readonly [number, number]) {
  const [into, from] = scale === 'log' ? [Math.log, Math.exp] : [identity, identity];
  const [least, most] = [Math.min(...values), Math.max(...values)].map(into) as [number, number];
  const room = MARGIN * (most - least) || 0.5;
  const [low, high] = [least - room, most + room];
  return {
    scale: { type: scale, domain: [from(low), from(high)], nice: false },
    pixel: (value: number) => start + ((into(value) - low) / (high - low)) * (end - start),
  };
}

function identity(value: number): number {
  return value;
}
