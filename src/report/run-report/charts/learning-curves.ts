import type { TopLevelSpec } from 'vega-lite';
import type { EpochRecord } from '../../../train/checkpoint';
import { CHART_STYLE } from './style';

/** What a curve is of, and how its axis reads. */
interface Panel {
  title: string;
  format: string;
  /** Whether the axis begins at 0. */
  zero: boolean;
  series: readonly { name: string; value: (record: EpochRecord) => number | undefined }[];
}

const PANELS = {
  loss: {
    title: 'Loss',
    format: '~g',
    zero: false,
    series: [{ name: 'training', value: ({ loss }) => loss }],
  },
  accuracy: {
    title: 'Accuracy',
    format: '~%',
    zero: false,
    series: [
      { name: 'training', value: ({ accuracy }) => accuracy },
      { name: 'validation', value: ({ validationAccuracy }) => validationAccuracy },
    ],
  },
  'learning rate': {
    title: 'Learning rate',
    format: '~g',
    zero: true,
    series: [{ name: 'learning rate', value: ({ learningRate }) => learningRate }],
  },
} as const satisfies Record<string, Panel>;

export type CurveName = keyof typeof PANELS;

export const CURVES = Object.keys(PANELS) as CurveName[];

/** Longer trainings are drawn without a point for each epoch. */
const MOST_POINTS = 60;

/** One curve of a training over its epochs; where there are two, with a legend. */
export function learningCurve(name: CurveName, history: readonly EpochRecord[]): TopLevelSpec {
  return { ...curve(PANELS[name], history), config: CHART_STYLE };
}

/** All curves in one picture. */
export function learningCurves(history: readonly EpochRecord[]): TopLevelSpec {
  const panels: Panel[] = Object.values(PANELS);
  return {
    hconcat: panels.map((panel) => curve(panel, history)),
    resolve: { scale: { color: 'independent', strokeDash: 'independent' } },
    spacing: 40,
    config: { ...CHART_STYLE, padding: 16 },
  };
}

function curve({ title, format, zero, series }: Panel, history: readonly EpochRecord[]) {
  const values = series.flatMap(({ name, value }) =>
    history.flatMap((record) => {
      const y = value(record);
      return y === undefined ? [] : [{ series: name, epoch: record.epoch, y }];
    }),
  );
  const drawn = [...new Set(values.map((each) => each.series))];
  const legend = drawn.length === 1 ? { legend: null } : {};
  return {
    title,
    width: 280,
    height: 180,
    data: { values },
    mark: { type: 'line' as const, point: history.length <= MOST_POINTS, strokeWidth: 2 },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative' as const,
        title: 'epoch',
        scale: { zero: false, nice: false },
        axis: { format: 'd', tickMinStep: 1, tickCount: 6, grid: false },
      },
      y: {
        field: 'y',
        type: 'quantitative' as const,
        title: null,
        scale: { zero },
        axis: { format, tickCount: 6 },
      },
      color: {
        field: 'series',
        type: 'nominal' as const,
        scale: { domain: drawn },
        ...legend,
      },
      strokeDash: {
        field: 'series',
        type: 'nominal' as const,
        scale: {
          domain: drawn,
          range: [
            [1, 0],
            [6, 3],
          ],
        },
        ...legend,
      },
    },
  };
}
