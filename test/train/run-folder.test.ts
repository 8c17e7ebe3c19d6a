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
