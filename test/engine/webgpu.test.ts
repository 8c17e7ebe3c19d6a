import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandResult } from '../../src/engine/native/command.node';
import { probeWebgpu } from '../../src/engine/webgpu-probe.node';

/** Dawn needs real modules and a process of its own. */
function script(name: string, args: string[], env: NodeJS.ProcessEnv = {}, flags: string[] = []) {
  return spawnSync(
    process.execPath,
    [...flags, '--import', 'tsx', join(__dirname, 'support', name), ...args],
    {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    },
  );
}

const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const driver: NodeJS.ProcessEnv =
  process.env['VK_DRIVER_FILES'] === undefined && existsSync(SWIFTSHADER)
    ? { VK_DRIVER_FILES: SWIFTSHADER }
    : {};
const problem = script('webgpu-problem.ts', [], driver).stdout;
if (problem !== '') console.warn(`skipped: one training step on webgpu: ${problem}`);

interface TrainingSteps {
  readonly name: string;
  readonly losses: readonly [number, number];
}

(problem === '' ? test : test.skip)('a training step on webgpu gives the losses of the cpu engine', () => {
  const steps = (engine: string): TrainingSteps =>
    JSON.parse(script('training-step.ts', [engine], driver).stdout);
  const reference = steps('cpu');
  const found = steps('webgpu');
  expect([reference.name, found.name]).toEqual(['cpu', 'webgpu']);
  // The second loss differs from the first by what the first step's gradients changed.
  expect(Math.abs(reference.losses[0] - reference.losses[1])).toBeGreaterThan(0.01);
  expect(found.losses[0]).toBeCloseTo(reference.losses[0], 4);
  expect(found.losses[1]).toBeCloseTo(reference.losses[1], 4);
});

test('a machine without an adapter is an error that says so', () => {
  const { status, stdout } = script('start-named.ts', ['webgpu'], { VK_DRIVER_FILES: '/nonexistent.json' });
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^ConvzooError: Engine 'webgpu' does not start: this machine offers no WebGPU adapter/,
  );
});

test('missing packages are an error that says which to install', () => {
  const loader = `export async function resolve(name, context, next) {
    if (name === 'webgpu') throw new Error("Cannot find package 'webgpu'");
    return next(name, context);
  }`;
  const url = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(url(loader))});`;
  const { status, stdout } = script('start-named.ts', ['webgpu'], {}, ['--import', url(register)]);
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /'webgpu' does not load: .*Cannot find package 'webgpu'.*npm install @tensorflow\/tfjs-backend-webgpu@4\.22\.0 webgpu/,
  );
});

describe('the probe for an adapter', () => {
  const probe = (result: CommandResult) => probeWebgpu(() => Promise.resolve(result));

  test('finds no problem where there is one', async () => {
    expect(await probe({ code: 0, output: 'Warning: x\nadapter=found\n' })).toBeUndefined();
  });

  test('tells a missing adapter from a library that does not load', async () => {
    expect(await probe({ code: 0, output: 'adapter=none\n' })).toContain('no WebGPU adapter');
    expect(await probe({ code: 1, output: 'Error: libfoo.so missing\n' })).toBe(
      'Dawn does not load: Error: libfoo.so missing',
    );
  });
});
