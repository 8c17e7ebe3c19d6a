import type { TopLevelSpec } from 'vega-lite';
import { contestsOf, medianOf, rowOf, type BenchResult } from './result';

/** The chart of a result: a bar for each contestant, its speed as a multiple of this package's. */
export function chartOf(result: BenchResult): TopLevelSpec {
  const values = contestsOf(result).flatMap((contest) => {
    const own = medianOf(rowOf(result.rows, contest, 'graph'));
    return result.rows
      .filter(({ net, batch }) => net === contest.net && batch === contest.batch)
      .flatMap((row) => {
        const median = medianOf(row);
        if (own === undefined || median === undefined) return [];
        return [{ contest: `${row.net}, batch ${row.batch}`, contestant: row.label, speed: own / median }];
      });
  });
  const engines = [...new Set(values.map(({ contestant }) => contestant))];
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    title: `Speed in ${result.kind === 'train' ? 'training' : 'predicting'}, convzoo = 1`,
    config: { font: 'sans-serif', axis: { labelLimit: 0 } },
    data: { values },
    facet: {
      field: 'contest',
      type: 'nominal',
      sort: null,
      title: null,
      header: { labelFontSize: 12, labelAnchor: 'start' },
    },
    columns: 2,
    resolve: { scale: { y: 'independent' } },
    spec: {
      width: 260,
      encoding: { y: { field: 'contestant', type: 'nominal', sort: engines, title: null } },
      layer: [
        {
          mark: 'bar',
          encoding: {
            x: { field: 'speed', type: 'quantitative', title: null },
            color: { field: 'contestant', type: 'nominal', sort: engines, legend: null },
          },
        },
        {
          mark: { type: 'text', align: 'left', dx: 3 },
          encoding: {
            x: { field: 'speed', type: 'quantitative' },
            text: { field: 'speed', type: 'quantitative', format: '.2f' },
          },
        },
      ],
    },
  };
}
