import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256, writeAtomically, writeFolderAtomically } from '../src/files.node';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(folder, { recursive: true }));

const fail = () => Promise.reject(new Error('disk full'));

describe('writeAtomically', () => {
  it('replaces a file and leaves nothing beside it', async () => {
    const path = join(folder, 'deep', 'card.json');
    await writeAtomically(path, 'old');
    await writeAtomically(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(join(folder, 'deep'))).toEqual(['card.json']);
  });
});

describe('writeFolderAtomically', () => {
  const write = (text: string) => (beside: string) => writeFile(join(beside, 'a'), text);

  it('replaces a folder with all that was in it', async () => {
    const path = join(folder, 'weights');
    await writeFolderAtomically(path, async (beside) => {
      await write('old')(beside);
      await writeFile(join(beside, 'b'), 'gone');
    });
    await writeFolderAtomically(path, write('new'));
    expect(await readdir(path)).toEqual(['a']);
    expect(await readFile(join(path, 'a'), 'utf8')).toBe('new');
    expect(await readdir(folder)).toEqual(['weights']);
  });

  it('keeps the folder that was there when filling the new one fails', async () => {
    const path = join(folder, 'weights');
    await writeFolderAtomically(path, write('old'));
    await expect(writeFolderAtomically(path, fail)).rejects.toThrow('disk full');
    expect(await readFile(join(path, 'a'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['weights']);
  });
});

describe('sha256', () => {
  it('is the hash of FIPS 180-2', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
