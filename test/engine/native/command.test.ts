import { runCommand, tail } from '../../../src/engine/native/command.node';

const node = (script: string, timeout?: number) =>
  runCommand(process.execPath, ['-e', script], timeout === undefined ? {} : { timeout });

test('a command gives its exit code and both streams', async () => {
  expect(await node("console.log('out'); process.exitCode = 3")).toEqual({ code: 3, output: 'out\n' });
  expect((await node("console.error('err')")).output).toBe('err\n');
});

test('a command that is not there has no exit code, and the reason', async () => {
  const { code, output } = await runCommand('convzoo-no-such-tool', []);
  expect(code).toBeNull();
  expect(output).toContain('ENOENT');
});

test('a command that takes too long is stopped with what it has started', async () => {
  const child =
    "require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'], {stdio: 'inherit'})";
  // Resolves only once nobody holds the streams any more, the grandchild included.
  expect((await node(child, 500)).code).toBeNull();
});

test('the tail of an output is its last lines', () => {
  expect(tail('a\nb\nc\n', 2)).toBe('b\nc');
});
