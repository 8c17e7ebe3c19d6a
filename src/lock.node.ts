import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
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
