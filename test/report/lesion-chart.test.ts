import { lesionChart } from '../../src/report/lesion-chart';

const STUDY = {
  kind: 'residual block' as const,
  baseline: { accuracy: 0.9, correct: 9, images: 10 },
  lesions: [
    { name: 'b', accuracy: 0.7, correct: 7 },
    { name: 'a', accuracy: 0.8, correct: 8 },
  ],
  kept: [],
};

it('the chart of a lesion study has bars in the order of the net and lines at the whole net and at guessing', () => {
  const { layer } = lesionChart(STUDY, { title: 'A net', classes: 4 }) as unknown as {
    layer: [{ data: object; encoding: { x: object } }, { data: object }];
  };
  expect(layer[0].data).toEqual({
    values: [
      { name: 'b', accuracy: 70 },
      { name: 'a', accuracy: 80 },
    ],
  });
  expect(layer[0].encoding.x).toMatchObject({ sort: ['b', 'a'] });
  expect(layer[1].data).toEqual({
    values: [
      { level: 'the whole net', accuracy: 90 },
      { level: 'guessing', accuracy: 25 },
    ],
  });
});
