import type { TopLevelSpec } from 'vega-lite';
import type { Calibration } from '../../metrics';
import { CHART_STYLE } from './style';

const WIDTH = 320;

/**
 * A reliability diagram: the accuracy of images by their confidence, beside the diagonal where both are equal,
 * and below it how many images there are. Guo et al. 2017, arXiv:1706.04599, figure 1.
 */
export function reliabilityDiagram({ bins }: Calibration): TopLevelSpec {
  const values = bins.filter(({ images }) => images > 0);
  const x = {
    field: 'from',
    type: 'quantitative' as const,
    scale: { domain: [0, 1], nice: false },
    axis: { format: '~%', grid: false },
  };
  return {
    vconcat: [
      {
        width: WIDTH,
        height: 240,
        layer: [
          {
            data: { values },
            mark: { type: 'rect', color: 'var(--right)', opacity: 0.75, stroke: 'var(--card)' },
            encoding: {
              x: { ...x, title: null },
              x2: { field: 'to' },
              y: {
                field: 'accuracy',
                type: 'quantitative',
                title: 'accuracy',
                scale: { domain: [0, 1] },
                axis: { format: '~%' },
              },
              y2: { datum: 0 },
            },
          },
          {
            data: {
              values: [
                { from: 0, accuracy: 0 },
                { from: 1, accuracy: 1 },
              ],
            },
            mark: { type: 'line', color: 'currentColor', strokeDash: [5, 4], strokeWidth: 1.5 },
            encoding: { x: { ...x, title: null }, y: { field: 'accuracy', type: 'quantitative' } },
          },
          {
            data: { values },
            mark: { type: 'point', filled: true, size: 50, color: 'var(--wrong)', opacity: 1 },
            encoding: {
              x: { ...x, field: 'confidence', title: null },
              y: { field: 'accuracy', type: 'quantitative' },
            },
          },
        ],
      },
      {
        width: WIDTH,
        height: 90,
        data: { values },
        mark: { type: 'rect', color: 'var(--muted)', stroke: 'var(--card)' },
        encoding: {
          x: { ...x, title: 'confidence' },
          x2: { field: 'to' },
          y: {
            field: 'images',
            type: 'quantitative',
            title: 'images',
            // Nearly all images of a good classifier are in the last bin.
            scale: { type: 'symlog' },
            axis: { format: ',d', values: powersOfTen(values) },
          },
          y2: { datum: 0 },
        },
      },
    ],
    config: { ...CHART_STYLE, padding: 8 },
  };
}

/** 1, 10, 100 and so on, as far as there are as many images. */
function powersOfTen(bins: Calibration['bins']): number[] {
  const most = Math.max(1, ...bins.map(({ images }) => images));
  return Array.from({ length: Math.floor(Math.log10(most)) + 1 }, (_, i) => 10 ** i);
}
