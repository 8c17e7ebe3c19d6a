import * as tf from '@tensorflow/tfjs';
import { startEngine } from '../../src/engine/start.node';

const util = require('node:util') as { isNullOrUndefined?: unknown };

beforeEach(() => {
  delete process.env['CONVZOO_ENGINE'];
});

afterEach(() => jest.restoreAllMocks());

function mockTfjsNode(load: () => unknown): void {
  jest.doMock('@tensorflow/tfjs-node', load, { virtual: true });
}

function setVariables(variables: [name: string, value: string | undefined][]): void {
  for (const [name, value] of variables) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

function absent(): never {
  throw new Error("Cannot find module '@tensorflow/tfjs-node'\nRequire stack: ...");
}

test('an unknown engine is an error that suggests the nearest name', async () => {
  await expect(startEngine('wsam')).rejects.toThrow(/Unknown engine 'wsam'.*'wasm'/);
  await expect(startEngine('opencl')).rejects.toThrow(
    "Unknown engine 'opencl'; the engines are tensorflow, wasm, cpu, webgpu",
  );
});

test('CONVZOO_ENGINE chooses, and an argument goes before it', async () => {
  process.env['CONVZOO_ENGINE'] = 'cpu';
  expect((await startEngine()).name).toBe('cpu');
  expect(tf.getBackend()).toBe('cpu');
  expect((await startEngine('wasm')).name).toBe('wasm');
  expect(tf.getBackend()).toBe('wasm');
  process.env['CONVZOO_ENGINE'] = 'cqu';
  await expect(startEngine()).rejects.toThrow("Unknown engine 'cqu'");
});

test('engines follow one another in one process and compute', async () => {
  for (const name of ['wasm', 'cpu', 'wasm'] as const) {
    const engine = await startEngine(name);
    expect(engine).toMatchObject({ name, version: '4.22.0' });
    expect(tf.getBackend()).toBe(name);
    expect(Array.from(tf.tensor1d([1, 2, 3]).square().dataSync())).toEqual([1, 4, 9]);
  }
});

test('the notice names the engine and the way to the native one', async () => {
  const { notice } = await startEngine('cpu');
  expect(notice).toMatch(/^Engine: cpu .*npx convzoo doctor --fix.*npm run setup:native/);
  expect(notice).not.toContain('\n');
});

test('nothing is printed, not even by the first tensor', async () => {
  const streams = [jest.spyOn(process.stdout, 'write'), jest.spyOn(process.stderr, 'write')];
  const consoles = (['log', 'warn', 'error'] as const).map((name) => jest.spyOn(console, name));
  await startEngine('cpu');
  tf.tensor1d([1]).dispose();
  for (const spy of [...streams, ...consoles]) expect(spy).not.toHaveBeenCalled();
});

test('the native engine asked for by name is an error with reason and remedy where it is absent', async () => {
  mockTfjsNode(absent);
  await expect(startEngine('tensorflow')).rejects.toThrow(
    /'tensorflow' does not load: the package @tensorflow\/tfjs-node is not installed\..*doctor --fix/,
  );
  mockTfjsNode(() => {
    throw new Error('The Node.js native addon module (tfjs_binding.node) can not be found at path: x');
  });
  await expect(startEngine('tensorflow')).rejects.toThrow('addon of @tensorflow/tfjs-node is not built');
  mockTfjsNode(() => {
    throw new Error('libtensorflow.so.2: cannot open shared object file');
  });
  await expect(startEngine('tensorflow')).rejects.toThrow(
    'libtensorflow.so.2: cannot open shared object file',
  );
});

test('without a choice, wasm runs where the native engine is absent, and the notice says why', async () => {
  mockTfjsNode(absent);
  const engine = await startEngine();
  expect(engine.name).toBe('wasm');
  expect(engine.notice).toMatch(/^Engine: wasm .*@tensorflow\/tfjs-node is not installed.*setup:native/);
});

describe('threads', () => {
  const VARIABLES = ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS'];
  const before = VARIABLES.map((name): [string, string | undefined] => [name, process.env[name]]);
  afterEach(() => setVariables(before));

  test('are told to libtensorflow before it is loaded', async () => {
    const seen: unknown[] = [];
    mockTfjsNode(() => {
      seen.push(...VARIABLES.map((name) => process.env[name]));
      return absent();
    });
    await expect(startEngine('tensorflow', { threads: 3 })).rejects.toThrow('not installed');
    expect(seen).toEqual(['3', '3']);
  });

  test.each([0, -1, 1.5, NaN])('are no %d: an error, whatever the engine', async (threads) => {
    await expect(startEngine('cpu', { threads })).rejects.toThrow(
      `threads: ${threads}, expected a whole number of 1 or more`,
    );
  });
});

/** What tfjs-node finds when it is loaded, with variables as they are set, or without them. */
async function foundByTfjsNode<T>(
  variables: Record<string, string | undefined>,
  look: () => T,
): Promise<T[]> {
  const before = Object.keys(variables).map((name): [string, string | undefined] => [
    name,
    process.env[name],
  ]);
  const seen: T[] = [];
  mockTfjsNode(() => {
    seen.push(look());
    return absent();
  });
  try {
    setVariables(Object.entries(variables));
    await expect(startEngine('tensorflow')).rejects.toThrow('not installed');
  } finally {
    setVariables(before);
  }
  return seen;
}

test('tfjs-node finds util.isNullOrUndefined', async () => {
  const original = util.isNullOrUndefined;
  delete util.isNullOrUndefined;
  try {
    const answers = () => {
      const isNullOrUndefined = util.isNullOrUndefined as (value: unknown) => boolean;
      return [isNullOrUndefined(undefined), isNullOrUndefined(0)];
    };
    expect(await foundByTfjsNode({}, answers)).toEqual([[true, false]]);
  } finally {
    util.isNullOrUndefined = original;
  }
});

test.each([
  ['prints errors alone', 'TF_CPP_MIN_LOG_LEVEL', '2', '0'],
  ['uses oneDNN on every processor', 'TF_ENABLE_ONEDNN_OPTS', '1', '0'],
])('libtensorflow %s, unless the user sets %s', async (_, variable, ours, theirs) => {
  const look = () => process.env[variable];
  expect(await foundByTfjsNode({ [variable]: undefined }, look)).toEqual([ours]);
  expect(await foundByTfjsNode({ [variable]: theirs }, look)).toEqual([theirs]);
});
