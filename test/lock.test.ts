import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alone } from '../src/lock.node';
import { start } from './support/command';

let path: string;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'convzoo-lock-'));
});
afterEach(() => rm(path, { recursive: true }));

describe('a folder that a process has alone', () => {
  const holder = () => `${path}.pid`;
  afterEach(() => rm(holder(), { force: true }));

  it('is refused to others, by the number of the process', async () => {
    await writeFile(holder(), String(process.ppid));
    await expect(alone(path, () => Promise.resolve())).rejects.toThrow(
      `${path} is in use by process ${process.ppid}`,
    );
  });

  it('is given to one of several that come at the same time for what a killed one left', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    await writeFile(holder(), String(pid));
    const attempts = [1, 2, 3].map(() => start('test/support/hold-alone.ts', [path], {}, ['ipc']));
    const answers = await Promise.all(
      attempts.map(async (attempt) => String((await once(attempt, 'message'))[0])),
    );
    const ends = attempts.map(async (attempt) => {
      if (attempt.exitCode === null) await once(attempt, 'exit');
    });
    for (const attempt of attempts) if (attempt.connected) attempt.disconnect();
    await Promise.all(ends);
    const refused = expect.stringContaining(`${path} is in use by process`) as string;
    expect(answers.sort((a, b) => b.length - a.length)).toEqual([refused, refused, 'held']);
  });

  it('is free again when the process has ended, in whatever way', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    await writeFile(holder(), String(pid));
    await expect(alone(path, () => Promise.reject(new Error('out of memory')))).rejects.toThrow(
      'out of memory',
    );
    expect(existsSync(holder())).toBe(false);
    await expect(alone(path, () => readFile(holder(), 'utf8'))).resolves.toBe(String(process.pid));
    expect(existsSync(holder())).toBe(false);
  });
});
