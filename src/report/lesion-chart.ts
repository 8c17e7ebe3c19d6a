import type { TopLevelSpec } from 'vega-lite';
import type { LesionStudy } from '../explain/lesion';

const BAR = '#4c78a8';
const LINE = '#b3261e';

/**
 * The chart of a lesion study: a bar of the accuracy for each part that was dropped, a line at that of the whole net and
 * a dashed one at what guessing would give.
 */
export function lesionChart(
  { kind, baseline, lesions }: LesionStudy,
  { title, classes }: { title: string; classes: number },
): TopLevelSpec {
  const names = lesions.map(({ name }) => name);
  const levels = [
    { level: 'the whole net', accuracy: 100 * baseline.accuracy },
    { level: 'guessing', accuracy: 100 / classes },
  ];
  const accuracy = { field: 'accuracy', type: 'quantitative' } as const;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    title: {
      text: title,
      subtitle: [`accuracy without one ${kind},`, `${baseline.images} test images`],
      anchor: 'start',
    },
    config: { font: 'sans-serif', axis: { labelLimit: 0 } },
    width: { step: 22 },
    height: 260,
    layer: [
      {
        data: { values: lesions.map(({ name, accuracy }) => ({ name, accuracy: 100 * accuracy })) },
        mark: { type: 'bar', color: BAR },
        encoding: {
          x: {
            field: 'name',
            type: 'nominal',
            sort: names,
            title: null,
            axis: { labelAngle: -90 },
          },
          y: { ...accuracy, title: 'accuracy (%)', scale: { domain: [0, 100] } },
        },
      },
      {
        data: { values: levels },
        mark: { type: 'rule', size: 1.5 },
        encoding: {
          y: accuracy,
          color: { value: LINE },
          strokeDash: {
            field: 'level',
            type: 'nominal',
            sort: levels.map(({ level }) => level),
            title: null,
            scale: {
              domain: levels.map(({ level }) => level),
              range: [
                [1, 0],
                [4, 3],
              ],
            },
            legend: { symbolStrokeColor: LINE },
          },
        },
      },
    ],
  };
}
