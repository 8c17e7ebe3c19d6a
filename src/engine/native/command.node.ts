import { spawn } from 'node:child_process';

/** How a command ended: `code` is null when it could not be started or was stopped. */
export interface CommandResult {
  readonly code: number | null;
  /** Both streams, in the order of their arrival. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the command is stopped. */
  readonly timeout?: number;
}

/** Runs a program to its end; never rejects. */
export type RunCommand = (
  command: string,
  args: readonly string[],
  options?: CommandOptions,
) => Promise<CommandResult>;

export const runCommand: RunCommand = (command, args, { cwd, env, timeout } = {}) =>
  new Promise((resolve) => {
    // npm is a script on Windows, which only a shell starts.
    const shell = process.platform === 'win32' && command === 'npm';
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      shell,
      // A group of its own, so that a timeout also ends what the command has started.
      detached: timeout !== undefined && process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stopped = timeout === undefined ? undefined : setTimeout(() => stopGroup(child.pid), timeout);
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => {
      clearTimeout(stopped);
      resolve({ code: null, output: error.message });
    });
    child.on('close', (code) => {
      clearTimeout(stopped);
      resolve({ code, output });
    });
  });

function stopGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
}

/** The last lines of a command's output, for an error message. */
export function tail(output: string, lines = 12): string {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}
