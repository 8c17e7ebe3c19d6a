import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

export interface Finished {
  /** Exit code; null where a signal ended it. */
  code: number | null;
  output: string;
}

/** Starts a TypeScript file in a process of its own, on request with a channel that it notices the end of. */
export function start(
  file: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
  channel: 'ipc'[] = [],
): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', join(ROOT, file), ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...channel],
  });
}

/** Waits for the end, whatever it is. */
export function finished(child: ChildProcess): Promise<Finished> {
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Runs `convzoo` with arguments. */
export function convzoo(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return finished(start('scripts/convzoo.ts', args, env));
}
