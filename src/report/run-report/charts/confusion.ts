import type { TopLevelSpec } from 'vega-lite';
import { heatLevel, heatShare } from '../colours';
import { CHART_STYLE } from './style';

/** Up to so many classes each cell has its number. */
export const MOST_NUMBERED = 25;

const SIDE = { numbered: 36, plain: 6 };

/** A confusion matrix as a chart: a row for each class that is true, a column for each that is predicted. */
export function confusionChart(
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
): TopLevelSpec {
  const isNumbered = classes.length <= MOST_NUMBERED;
  const values = matrix.flatMap((row, truth) => {
    const support = row.reduce((sum, images) => sum + images, 0);
    return row.flatMap((images, prediction) => {
      if (images === 0) return [];
      const heat = heatShare(heatLevel(images / support));
      return [{ truth, prediction, images, heat, kind: truth === prediction ? 'right' : 'wrong' }];
    });
  });
  const indices = classes.map((_, i) => i);
  const axis = {
    labelExpr: 'classes[datum.value]',
    labelLimit: 160,
    labelOverlap: !isNumbered,
    ticks: false,
    domain: false,
  };
  const encoding = {
    x: {
      field: 'prediction',
      type: 'ordinal' as const,
      title: 'predicted',
      scale: { domain: indices },
      axis: { ...axis, orient: 'top' as const, labelAngle: -90 },
    },
    y: {
      field: 'truth',
      type: 'ordinal' as const,
      title: 'true',
      scale: { domain: indices },
      axis,
    },
  };
  return {
    width: { step: isNumbered ? SIDE.numbered : SIDE.plain },
    height: { step: isNumbered ? SIDE.numbered : SIDE.plain },
    params: [{ name: 'classes', value: [...classes] }],
    data: { values },
    encoding,
    layer: [
      {
        mark: { type: 'rect' },
        encoding: {
          color: {
            field: 'kind',
            type: 'nominal',
            scale: { domain: ['right', 'wrong'], range: ['var(--right)', 'var(--wrong)'] },
            legend: null,
          },
          opacity: { field: 'heat', type: 'quantitative', scale: null, legend: null },
        },
      },
      ...(isNumbered
        ? [
            {
              mark: { type: 'text' as const, fontSize: 11 },
              encoding: {
                text: { field: 'images', type: 'quantitative' as const },
                color: {
                  condition: { test: 'datum.heat > 0.85', value: 'var(--card)' },
                  value: 'currentColor',
                },
              },
            },
          ]
        : []),
    ],
    config: { ...CHART_STYLE, padding: 8, view: { stroke: 'var(--line)' } },
  };
}
