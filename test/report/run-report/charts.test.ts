import '../../support/vega';
import { chartSvg } from '../../../src/report/chart.node';
import { calibrationOf } from '../../../src/report/metrics';
import { confusionChart } from '../../../src/report/run-report/charts/confusion';
import { learningCurve, learningCurves } from '../../../src/report/run-report/charts/learning-curves';
import { reliabilityDiagram } from '../../../src/report/run-report/charts/reliability';
import { withColours } from '../../../src/report/run-report/charts/style';
import { SCHEMES } from '../../../src/report/run-report/colours';
import { SAMPLE_HISTORY } from '../../support/sample-history';

const valuesOf = (spec: object) => (spec as { data: { values: object[] } }).data.values;

describe('learning curves', () => {
  it('have a point for each value that an epoch has', () => {
    expect(valuesOf(learningCurve('accuracy', SAMPLE_HISTORY))).toEqual([
      { series: 'training', epoch: 1, y: 0.25 },
      { series: 'training', epoch: 2, y: 0.5 },
      { series: 'training', epoch: 3, y: 0.75 },
      { series: 'validation', epoch: 2, y: 0.4 },
      { series: 'validation', epoch: 3, y: 0.6 },
    ]);
    expect(valuesOf(learningCurve('learning rate', SAMPLE_HISTORY)).slice(1)).toEqual([
      { series: 'learning rate', epoch: 2, y: 0.05 },
      { series: 'learning rate', epoch: 3, y: 0.01 },
    ]);
  });

  it('have a legend only where there are two', async () => {
    const withLegend = await chartSvg(learningCurve('accuracy', SAMPLE_HISTORY));
    expect(withLegend).toMatch(/>validation<\/text>/);
    expect(await chartSvg(learningCurve('loss', SAMPLE_HISTORY))).not.toMatch(/>training<\/text>/);
  });

  it('stand together in one picture', async () => {
    const svg = await chartSvg(learningCurves(SAMPLE_HISTORY));
    for (const title of ['Loss', 'Accuracy', 'Learning rate']) expect(svg).toContain(`>${title}</text>`);
  });
});

describe('a reliability diagram', () => {
  it('has a bar as high as the accuracy of its bin, and none where there are no images', async () => {
    const verdict = (probability: number, prediction: number) => ({
      image: 0,
      label: 0,
      prediction,
      probability,
    });
    const { bins } = calibrationOf([verdict(0.9, 0), verdict(0.8, 1), verdict(0.3, 1)], 4);
    const spec = reliabilityDiagram({ bins, expectedError: 0 });
    const [diagram] = (spec as unknown as { vconcat: { layer: object[] }[] }).vconcat;
    expect(valuesOf(diagram?.layer[0] ?? {})).toMatchObject([
      { from: 0.25, to: 0.5, accuracy: 0 },
      { from: 0.75, to: 1, accuracy: 0.5 },
    ]);
    expect(await chartSvg(spec)).toMatch(/>images<\/text>/);
  });
});

describe('a confusion matrix', () => {
  const spec = confusionChart(
    [
      [3, 1],
      [0, 4],
    ],
    ['<cat>', 'a & b'],
  );

  it('has a cell where there are images, the fuller the larger its share of the true class', () => {
    expect(valuesOf(spec)).toMatchObject([
      { truth: 0, prediction: 0, images: 3, kind: 'right', heat: 0.9 },
      { truth: 0, prediction: 1, images: 1, kind: 'wrong', heat: 0.6 },
      { truth: 1, prediction: 1, images: 4, kind: 'right', heat: 1 },
    ]);
  });

  it('names classes as they are, escaped', async () => {
    const svg = await chartSvg(spec);
    expect(svg.match(/>&lt;cat&gt;<\/text>/g)).toHaveLength(2);
    expect(svg.match(/>a &amp; b<\/text>/g)).toHaveLength(2);
    expect(svg).not.toContain('<cat>');
  });

  it('leaves out the numbers where there are many classes', async () => {
    const many = Array.from({ length: 30 }, (_, i) => `class ${i}`);
    const matrix = many.map((_, i) => many.map((_, k) => (i === k ? 777 : 0)));
    const svg = await chartSvg(confusionChart(matrix, many));
    expect(svg).not.toContain('777');
    expect(svg.match(/var\(--right\)/g)).toHaveLength(30);
  });
});

test('a chart takes its colours from the page, or those that are filled in', async () => {
  const svg = await chartSvg(learningCurve('accuracy', SAMPLE_HISTORY));
  expect(svg).toContain('var(--right)');
  expect(svg).toContain('currentColor');
  const light = withColours(svg, SCHEMES.light);
  expect(light).not.toContain('var(');
  expect(light).toContain(SCHEMES.light.right);
});
