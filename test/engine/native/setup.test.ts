import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandResult } from '../../../src/engine/native/command.node';
import { setupNative } from '../../../src/engine/native/setup.node';
import { addonIn, fakeTools, writePrebuilt, type FakeTools } from './fake-tools';

let root: string;
let cache: string;
let packageFolder: string;
let lines: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'convzoo-native-'));
  cache = join(root, 'cache');
  packageFolder = join(root, 'node_modules', '@tensorflow', 'tfjs-node');
  lines = [];
});

afterEach(() => {
  jest.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

function setup({ run }: FakeTools, platform: NodeJS.Platform = 'linux'): Promise<void> {
  return setupNative({ log: (line) => lines.push(line), run, cache, packageFolder, platform, arch: 'x64' });
}

function failing(overrides: Record<string, Partial<CommandResult>>): FakeTools {
  return fakeTools(packageFolder, overrides);
}

/** Leaves that a step wrote before it was cut off. */
function leftovers(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /staging|\.partial$|\.whl$|\.tgz$|\.lock$/.test(path),
  );
}

const EVERY_STEP = [
  ...['probe', 'npm pack', 'npm install', 'install script', 'probe'],
  ...['pip --version', 'make', 'g++', 'pip download', 'unpack', 'quiet loader', 'compile', 'probe'],
];

test('from nothing it fetches the package and the library, builds the addon and says so', async () => {
  const tools = fakeTools(packageFolder);
  await setup(tools);
  expect(tools.commands).toEqual(EVERY_STEP);
  expect(readFileSync(addonIn(packageFolder), 'utf8')).toBe('addon');
  expect(existsSync(join(packageFolder, 'deps', 'lib', 'libtensorflow_cc.so.2'))).toBe(true);
  expect(lines.join('\n')).toMatch(
    /is not installed[^]*placed[^]*ENOTFOUND[^]*tensorflow-cpu wheel[^]*2\.99\.0[^]*built/,
  );
  expect(leftovers()).toEqual([]);
});

test('the package gets its own dependencies but never a TensorFlow.js of its own', async () => {
  await setup(fakeTools(packageFolder));
  expect(existsSync(join(packageFolder, 'node_modules', 'adm-zip'))).toBe(true);
  expect(existsSync(join(packageFolder, 'node_modules', '@tensorflow'))).toBe(false);
  const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  expect(manifest.dependencies['@tensorflow/tfjs']).toBe('4.22.0');
});

test('other packages of the project stay as they are', async () => {
  const other = join(root, 'node_modules', 'linked-by-hand');
  mkdirSync(other, { recursive: true });
  await setup(fakeTools(packageFolder));
  expect(readdirSync(join(root, 'node_modules'))).toEqual(['@tensorflow', 'linked-by-hand']);
});

test('one that comes while another is at it waits, and then takes what that made', async () => {
  const waiting = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const [first, second] = [fakeTools(packageFolder), fakeTools(packageFolder)];
  await Promise.all([setup(first), setup(second)]);
  expect([...first.commands, ...second.commands].filter((each) => each === 'compile')).toHaveLength(1);
  expect(waiting.mock.calls.join()).toContain(`waiting for another process that writes to ${cache}`);
  expect(leftovers()).toEqual([]);
});

test('a second run finds the engine loading and does nothing', async () => {
  await setup(fakeTools(packageFolder));
  lines = [];
  const tools = fakeTools(packageFolder);
  await setup(tools);
  expect(tools.commands).toEqual(['probe']);
  expect(lines).toEqual(['the native engine loads already (libtensorflow 2.99.0): nothing to do']);
});

test('after node_modules is gone, everything comes from the cache', async () => {
  await setup(fakeTools(packageFolder));
  rmSync(join(root, 'node_modules'), { recursive: true });
  const tools = fakeTools(packageFolder);
  await setup(tools);
  expect(tools.commands).toEqual(['probe', 'probe']);
  expect(existsSync(addonIn(packageFolder))).toBe(true);
  expect(leftovers()).toEqual([]);
});

test('a library in the cache without an addon is not downloaded again', async () => {
  await setup(fakeTools(packageFolder));
  rmSync(join(root, 'node_modules'), { recursive: true });
  rmSync(join(cache, 'addon-4.22.0-napi-v8-2.99.0-linux-x64'), { recursive: true });
  const tools = fakeTools(packageFolder);
  await setup(tools);
  expect(tools.commands).not.toContain('pip download');
  expect(tools.commands.slice(-2)).toEqual(['compile', 'probe']);
});

test('a cached addon that no longer loads is built anew and replaced', async () => {
  await setup(fakeTools(packageFolder));
  const kept = join(cache, 'addon-4.22.0-napi-v8-2.99.0-linux-x64', 'tfjs_binding.node');
  writeFileSync(kept, 'garbage');
  rmSync(join(root, 'node_modules'), { recursive: true });
  await setup(fakeTools(packageFolder));
  expect(lines.join('\n')).toContain(
    'cached addon for libtensorflow 2.99.0 does not load (invalid ELF header)',
  );
  expect(readFileSync(kept, 'utf8')).toBe('addon');
});

test("tfjs-node's own binary is taken where it can be had, and kept", async () => {
  const tools = fakeTools(packageFolder);
  await setup({
    ...tools,
    run: async (command, args, options) => {
      if (args[0]?.endsWith('install.js')) {
        writePrebuilt(packageFolder);
        return { code: 0, output: '' };
      }
      return tools.run(command, args, options);
    },
  });
  expect(tools.commands).toEqual(['probe', 'npm pack', 'npm install', 'probe']);
  rmSync(join(root, 'node_modules'), { recursive: true });
  const again = fakeTools(packageFolder);
  await setup(again);
  expect(again.commands).toEqual(['probe', 'probe']);
});

test('what a killed run left behind is removed', async () => {
  mkdirSync(join(cache, '.convzoo-staging-1'), { recursive: true });
  mkdirSync(join(packageFolder, '..', '.convzoo-staging-2'), { recursive: true });
  await setup(fakeTools(packageFolder));
  expect(leftovers()).toEqual([]);
});

describe('it fails with the reason and the remedy', () => {
  const NOT_STARTED = { code: null, output: 'spawn ENOENT' };
  test.each<[string, Record<string, Partial<CommandResult>>, RegExp, string]>([
    [
      'without Python',
      { 'pip --version': NOT_STARTED },
      /python3.*does not run.*apt-get install python3/,
      'pip --version',
    ],
    [
      'without pip',
      { 'pip --version': { code: 1, output: '/usr/bin/python3: No module named pip' } },
      /python3 has no pip.*apt-get install python3-pip/,
      'pip --version',
    ],
    ['without make', { make: NOT_STARTED }, /^make, .*apt-get install g\+\+ make/, 'make'],
    ['without a compiler', { 'g++': NOT_STARTED }, /^g\+\+, .*apt-get install g\+\+ make/, 'g++'],
    [
      'without a wheel for this Python',
      { 'pip download': { code: 1, output: 'ERROR: No matching distribution found for tensorflow-cpu' } },
      /no tensorflow-cpu wheel for Python 3\.99\.1 on x64.*python3 that TensorFlow supports/,
      'python --version',
    ],
    [
      'without a connection',
      {
        'pip download': {
          code: 1,
          output: 'Failed to establish a new connection\nNo matching distribution found',
        },
      },
      /pip could not reach its package index.*PIP_INDEX_URL/,
      'pip download',
    ],
    [
      'when the wheel can not be unpacked',
      { unpack: { code: 1, output: 'OSError: [Errno 28] No space left on device' } },
      /could not be unpacked[^]*No space left/,
      'unpack',
    ],
    [
      'with a compiler that does not work',
      { 'quiet loader': { code: 1, output: 'cannot find -ldl' } },
      /g\+\+ does not compile[^]*cannot find -ldl/,
      'quiet loader',
    ],
    [
      'when the addon does not compile',
      { compile: { code: 1, output: 'fatal error: tensorflow/c/c_api.h' } },
      /could not be compiled against libtensorflow 2\.99\.0:\nfatal error/,
      'compile',
    ],
    [
      'without a registry',
      { 'npm pack': { code: 1, output: 'npm error code ENOTFOUND' } },
      /npm could not fetch @tensorflow\/tfjs-node[^]*ENOTFOUND/,
      'npm pack',
    ],
  ])('%s', async (_, overrides, message, last) => {
    const tools = failing(overrides);
    const failure = setup(tools);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toMatchObject({ name: 'ConvzooError' });
    expect(tools.commands.at(-1)).toBe(last);
    expect(leftovers()).toEqual([]);
  });

  test('on a system for which there is no wheel', async () => {
    const tools = fakeTools(packageFolder);
    await expect(setup(tools, 'darwin')).rejects.toThrow(/is for Linux only \(this is darwin x64\)/);
    expect(tools.commands.at(-1)).toBe('probe');
  });
});
