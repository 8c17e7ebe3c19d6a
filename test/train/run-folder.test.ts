import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunFolder } from '../../src/train/run-folder.node';
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
