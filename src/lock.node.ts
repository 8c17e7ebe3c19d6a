import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { lock } from 'proper-lockfile';
import { ConvzooError, messageOf } from './errors';

/**
 * Runs `action` while no other process runs one under the same name in this folder; waits for one that does.
 *
 * @param action gets a signal that aborts should the lock be lost, e.g. after a long sleep of the machine
 * @throws ConvzooError where the folder can't be made or written to
 */
export async function withLock<T>(
  folder: string,
  name: string,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const take = (retries: { forever: true; maxTimeout: number } | 0): Promise<() => Promise<void>> =>
    lock(folder, {
      lockfilePath: join(folder, `.${name}.lock`),
      retries,
      onCompromised: (error) =>
        lost.abort(new ConvzooError(`the lock in ${folder} was lost: ${error.message}`)),
    });

  let release: () => Promise<void>;
  try {
    await mkdir(folder, { recursive: true });
    release = await take(0).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ELOCKED') throw error;
      process.stderr.write(`${name}: waiting for another process that writes to ${folder}\n`);
      return take({ forever: true, maxTimeout: 1000 });
    });
  } catch (error) {
    throw new ConvzooError(`can't write to ${folder}: ${messageOf(error)}`);
  }
  try {
    return await action(lost.signal);
  } finally {
    // A lost lock is no longer ours to release.
    if (!lost.signal.aborted) await release();
  }
}

/** Another process is at what this one wanted to have alone. */
export class InUseError extends ConvzooError {
  override readonly name = 'InUseError';
}

/**
 * Does what only one process may do with a file or folder at a time; doesn't wait for one that is at it. Its number
 * stands meanwhile in `<path>.pid`, beside what may be thrown away.
 *
 * @throws InUseError where another process is at it
 */
export async function alone<T>(path: string, action: () => Promise<T>): Promise<T> {
  const holder = `${path}.pid`;
  await withLock(dirname(path), basename(path), async (signal) => {
    // What a process that was killed left behind is nobody's.
    const pid = Number(await readFile(holder, 'utf8').catch(() => NaN));
    if (pid !== process.pid && isRunning(pid)) {
      throw new InUseError(
        `${path} is in use by process ${pid}; wait for it, or stop it ` +
          `(if that is another program by now, remove ${holder})`,
      );
    }
    signal.throwIfAborted();
    await writeFile(holder, String(process.pid));
  });
  try {
    return await action();
  } finally {
    await rm(holder, { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
