import { ConvzooError } from '../../src/errors';
import { renderDiagnosis, type Diagnosis } from '../../src/engine/doctor.node';
import { setupNative } from '../../src/engine/native/setup.node';
import { doctorCommand } from '../../scripts/doctor';

jest.mock('../../src/engine/native/setup.node');

const setup = jest.mocked(setupNative);

afterEach(() => jest.restoreAllMocks());

const DIAGNOSIS: Diagnosis = {
  node: '20.1.2',
  platform: 'linux x64',
  cores: 2,
  engines: [
    { name: 'tensorflow', loads: true, version: '4.22.0', libtensorflow: '2.21.0', gflops: 276.14 },
    { name: 'webgpu', loads: false, problem: 'this machine offers no WebGPU adapter' },
  ],
  data: [
    { name: 'mnist', state: 'official', detail: '/data/mnist' },
    { name: 'cifar10', state: 'missing', detail: 'not there: /data/cifar' },
    { name: 'digits', state: 'built in', detail: 'drawn by code' },
  ],
};

test('the diagnosis reads as what there is, then what to do about each problem', () => {
  expect(renderDiagnosis(DIAGNOSIS).split('\n')).toEqual([
    'Node 20.1.2 on linux x64, 2 cores',
    '',
    'Engines, with the speed of a 3x3 convolution',
    '  tensorflow      276 GFLOP/s  tfjs 4.22.0, libtensorflow 2.21.0',
    '  webgpu      does not load',
    '',
    'Data sets',
    '  mnist       official  /data/mnist',
    '  cifar10     missing   not there: /data/cifar',
    '  digits      built in  drawn by code',
    '',
    'What to do',
    '  webgpu: this machine offers no WebGPU adapter',
    expect.stringMatching(/^ {2}cifar10: .*downloads it.*CONVZOO_DATA$/),
    '',
  ]);
});

test('a machine without problems gets no list of things to do', () => {
  const healthy = { ...DIAGNOSIS, engines: DIAGNOSIS.engines.slice(0, 1), data: DIAGNOSIS.data.slice(0, 1) };
  expect(renderDiagnosis(healthy)).not.toContain('What to do');
});

test('doctor --json starts and measures every engine that this machine has', async () => {
  let printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  await doctorCommand().parseAsync(['--json', '--data', '/nonexistent'], { from: 'user' });
  const { node, engines, data } = JSON.parse(printed) as Diagnosis;
  expect(node).toBe(process.versions.node);
  expect(engines.map(({ name }) => name)).toEqual(['tensorflow', 'wasm', 'cpu', 'webgpu']);
  const speed = Object.fromEntries(
    engines.map((engine) => [engine.name, engine.loads ? engine.gflops : engine.problem]),
  );
  expect(speed).toMatchObject({ wasm: expect.any(Number), cpu: expect.any(Number) });
  expect(data.map(({ name, state }) => [name, state])).toEqual([
    ['mnist', 'missing'],
    ['cifar10', 'missing'],
    ['digits', 'built in'],
  ]);
});

test('doctor --fix sets up the native engine, and its failure is the failure of the command', async () => {
  setup.mockResolvedValueOnce();
  await doctorCommand().parseAsync(['--fix'], { from: 'user' });
  expect(setup).toHaveBeenCalledTimes(1);
  setup.mockRejectedValueOnce(new ConvzooError('no compiler'));
  await expect(doctorCommand().parseAsync(['--fix'], { from: 'user' })).rejects.toThrow('no compiler');
});
