import { program, type Actions } from '../../bench/flags';

/** What is called with which arguments. */
async function parsed(...args: string[]): Promise<unknown[]> {
  const calls: unknown[] = [];
  const actions: Actions = {
    compare: async (...call) => void calls.push(...call),
    memory: async (flags) => void calls.push('memory', flags),
    build: async (flags) => void calls.push('build', flags),
    finetune: async (flags) => void calls.push('finetune', flags),
    zoo: async (...call) => void calls.push('zoo', ...call),
  };
  const command = program(actions);
  for (const each of [command, ...command.commands]) {
    each.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  await command.parseAsync(args, { from: 'user' });
  return calls;
}

const saved = { ...process.env };
beforeEach(() => {
  delete process.env['CONVZOO_BENCH_PYTHON'];
  delete process.env['CONVZOO_BENCH_ONNXRUNTIME'];
});
afterAll(() => Object.assign(process.env, saved));

test('all models are compared at full length unless told otherwise', async () => {
  expect(await parsed('train')).toEqual(['train', [], { rounds: 5, seconds: 1.5, python: 'python3' }]);
  expect(await parsed('memory')).toEqual(['memory', { steps: 2000 }]);
  expect(await parsed('build', '--json')).toEqual(['build', { json: true }]);
  expect(await parsed('finetune')).toEqual(['finetune', { engine: 'tensorflow', seeds: 3 }]);
  expect(await parsed('zoo')).toEqual(['zoo', [], { rounds: 5, seconds: 1.5 }]);
});

test('models and flags are taken', async () => {
  const flags = ['--rounds', '2', '--seconds', '0.5', '--engine', 'wasm', '--onnxruntime', '/ort', '--json'];
  expect(await parsed('predict', 'resnet50', 'lenet5', ...flags)).toEqual([
    'predict',
    ['resnet50', 'lenet5'],
    { rounds: 2, seconds: 0.5, engine: 'wasm', onnxruntime: '/ort', json: true, python: 'python3' },
  ]);
});

test('weights are taken', async () => {
  const flags = { rounds: 2, seconds: 1.5 };
  expect(await parsed('zoo', 'lenet5-mnist', '--rounds', '2')).toEqual(['zoo', ['lenet5-mnist'], flags]);
});

test('a Python is named by the environment, or by the flag before that', async () => {
  process.env['CONVZOO_BENCH_PYTHON'] = '/some/python';
  expect(await parsed('train')).toMatchObject({ 2: { python: '/some/python' } });
  expect(await parsed('train', '--python', 'other')).toMatchObject({ 2: { python: 'other' } });
});

test.each([
  [['train', 'resnet50'], 'resnet50'],
  [['train', '--rounds', '0'], 'a whole number above 0'],
  [['train', '--seconds', '-1'], 'a number above 0'],
  [['train', '--engine', 'cpu'], 'tensorflow, wasm'],
  [['memory', '--steps', '1.5'], 'a whole number above 0'],
])('%j is refused', async (args, problem) => {
  await expect(parsed(...args)).rejects.toThrow(problem);
});
