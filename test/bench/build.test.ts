import '../../models';
import { LARGEST, measuredBuild, renderBuilds, type BuildResult } from '../../bench/build';
import { buildReport } from '../../bench/report';
import { find } from '../../src/registry';
import { SAMPLE_RESULT } from '../support/sample-result';

test('the models that are built are in the zoo', () => {
  expect(LARGEST.map((net) => find(net).name)).toEqual(LARGEST);
});

test.each(['resnet1202', 'vgg19'])(
  'a %s that is built takes at most twice the memory of its weights',
  async (net) => {
    const { weights, grown } = await measuredBuild({ net, engine: 'wasm' });
    const { params } = find(net).facts;
    expect(weights).toBeGreaterThanOrEqual(4 * params);
    expect(weights).toBeLessThan(4.1 * params);
    expect(grown).toBeGreaterThan(weights / 2);
    expect(grown).toBeLessThan(2 * weights);
  },
);

test('the report names the slowest and the largest', () => {
  const rows: BuildResult['rows'] = [
    { net: 'vgg19', engine: 'tensorflow', seconds: 4.25, weights: 500, grown: 490 },
    { net: 'resnet1202', engine: 'tensorflow', seconds: 2, weights: 80, grown: 100 },
  ];
  expect(renderBuilds({ rows })).toBe(
    'vgg19 on tensorflow: 4.3 s, 0.98 times the memory of its weights\n' +
      'resnet1202 on tensorflow: 2.0 s, 1.25 times the memory of its weights',
  );
  const { machine } = SAMPLE_RESULT;
  const measured = { commit: 'abc', date: '2026-01-02', machine, load: { before: 0.1, after: 1.2 } };
  expect(buildReport({ command: 'npm run bench -- build', ...measured, rows })).toBe(
    'Building takes at most 4.3 s and 1.25 times the memory of the weights, for vgg19, resnet1202 on each engine, ' +
      'load 0.1 before (`npm run bench -- build`).',
  );
});
