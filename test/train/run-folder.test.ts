import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunFolder } from '../../src/train/run-folder.node';
import { SAMPLE_HISTORY } from '../support/sample-history';

let folder: RunFolder;
beforeEach(async () => {
  folder = new RunFolder(await mkdtemp(join(tmpdir(), 'convzoo-run-')));
});
afterEach(() => rm(folder.path, { recursive: true }));

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
