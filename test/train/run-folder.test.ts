import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunFolder } from '../../src/train/run-folder.node';
import { start } from '../support/command';
import { SAMPLE_HISTORY } from '../support/sample-history';

let folder: RunFolder;
beforeEach(async () => {
  folder = new RunFolder(await mkdtemp(join(tmpdir(), 'convzoo-run-')));
});
afterEach(() => rm(folder.path, { recursive: true }));

describe('a folder that a process trains into', () => {
  const holder = () => `${folder.path}.pid`;
  afterEach(() => rm(holder(), { force: true }));

  it('is refused to others, by the number of the process', async () => {
    await writeFile(holder(), String(process.ppid));
    await expect(folder.alone(() => Promise.resolve('trained'))).rejects.toThrow(
      `${folder.path} is being trained into by process ${process.ppid}`,
    );
  });

  it('is given to one of several that come at the same time for what a killed one left', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    await writeFile(holder(), String(pid));
    const attempts = [1, 2, 3].map(() =>
      start('test/support/hold-run-folder.ts', [folder.path], {}, ['ipc']),
    );
    const answers = await Promise.all(
      attempts.map(async (attempt) => String((await once(attempt, 'message'))[0])),
    );
    const ends = attempts.map(async (attempt) => {
      if (attempt.exitCode === null) await once(attempt, 'exit');
    });
    for (const attempt of attempts) if (attempt.connected) attempt.disconnect();
    await Promise.all(ends);
    const refused = expect.stringContaining(`${folder.path} is being trained into by process`) as string;
    expect(answers.sort((a, b) => b.length - a.length)).toEqual([refused, refused, 'held']);
  });

  it('is free again when the process has ended, in whatever way', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    await writeFile(holder(), String(pid));
    await expect(folder.alone(() => Promise.reject(new Error('out of memory')))).rejects.toThrow(
      'out of memory',
    );
    expect(existsSync(holder())).toBe(false);
    await expect(folder.alone(() => readFile(holder(), 'utf8'))).resolves.toBe(String(process.pid));
    expect(existsSync(holder())).toBe(false);
  });
});

describe('the place of a run', () => {
  const at = (commit: string, cores: number) => ({
    commit,
    engine: { name: 'wasm', version: '4.22.0' },
    machine: { cpu: 'A processor', cores },
  });

  it('is that of the process that was at it last, with the commits of those that went on', async () => {
    await folder.write('start', at('a', 1));
    await folder.write('start', at('b', 2));
    const today = new Date().toISOString().slice(0, 10);
    const { engine, machine } = at('b', 2);
    expect(await folder.place()).toEqual({ engine, machine, date: today, resumedWith: ['b'] });
  });

  it('names no commits where one trained it all, and is refused where the log does not say', async () => {
    await expect(folder.place()).rejects.toThrow(/log\.jsonl does not say on which engine/);
    await folder.write('start', at('a', 1));
    await folder.write('start', at('a', 1));
    expect(await folder.place()).not.toHaveProperty('resumedWith');
  });
});

describe('the history of a run', () => {
  it('is what its log says of each epoch, of one that was trained twice the last', async () => {
    const [first, second, third] = SAMPLE_HISTORY;
    await folder.write('start', { seed: 1 });
    await folder.write('epoch', first ?? {});
    await folder.write('epoch', { ...second, loss: 99 });
    await folder.write('interrupted', { epochs: 1 });
    await folder.write('epoch', second ?? {});
    await folder.write('epoch', third ?? {});
    await folder.write('end', { seconds: 4 });
    expect(await folder.history()).toEqual(SAMPLE_HISTORY);
  });

  it('is empty without a log, and a line that is damaged is named', async () => {
    expect(await folder.history()).toEqual([]);
    await folder.write('start', {});
    await appendFile(folder.log, '{"event":"ep\n');
    await expect(folder.history()).rejects.toThrow(`${folder.log}: line 2 is not JSON`);
  });
});
