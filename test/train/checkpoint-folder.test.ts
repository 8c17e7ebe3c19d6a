import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Checkpoint } from '../../src/train/checkpoint';
import { CheckpointFolder } from '../../src/train/checkpoint-folder.node';
import { recipe } from '../support/trainings';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoints-'));
});
afterEach(() => rm(folder, { recursive: true }));

function checkpoint(epoch: number, step = 0): Checkpoint {
  const tensors = new Map([
    ['conv/kernel', Float32Array.from([epoch, -0, 1e-40, 3.4e38])],
    ['conv/bias', Float32Array.from([step, 1 / 3])],
  ]);
  const progress = { epoch, step, lossSum: 1 / 7, correct: 3, seconds: 2, history: [] };
  return { model: 'small', recipe: recipe(), progress, tensors };
}

describe('CheckpointFolder', () => {
  it('gives back every bit of what it was given', async () => {
    await new CheckpointFolder(folder).save(checkpoint(1, 5));
    const read = await new CheckpointFolder(folder).latest();
    expect(read).toEqual(checkpoint(1, 5));
    expect(Object.is(read?.tensors.get('conv/kernel')?.[1], -0)).toBe(true);
  });

  it('has nothing before the first checkpoint', async () => {
    expect(await new CheckpointFolder(join(folder, 'none')).latest()).toBeUndefined();
  });

  it('keeps the last two and nothing half-written', async () => {
    const store = new CheckpointFolder(folder);
    for (const [epoch, step] of [
      [1, 0],
      [2, 0],
      [2, 7],
      [10, 0],
    ] as const)
      await store.save(checkpoint(epoch, step));
    expect((await readdir(folder)).sort()).toEqual(['checkpoint-000002-000007', 'checkpoint-000010-000000']);
  });

  it('reads the newest, by epoch and then by step', async () => {
    const store = new CheckpointFolder(folder);
    await store.save(checkpoint(9, 20));
    await store.save(checkpoint(10, 3));
    expect((await store.latest())?.progress).toMatchObject({ epoch: 10, step: 3 });
    expect(store.location).toBe(join(folder, 'checkpoint-000010-000003'));
  });

  it('replaces a checkpoint of the same step', async () => {
    const store = new CheckpointFolder(folder);
    await store.save(checkpoint(1));
    const other = checkpoint(1);
    other.tensors.set('conv/bias', Float32Array.from([42, 42]));
    await store.save(other);
    expect(await store.latest()).toEqual(other);
  });

  it('passes over a damaged one, says so, and reads the one before', async () => {
    const messages: string[] = [];
    const store = new CheckpointFolder(folder, (message) => messages.push(message));
    await store.save(checkpoint(1));
    await store.save(checkpoint(2));
    await writeFile(join(folder, 'checkpoint-000002-000000', 'tensors.bin'), 'damaged');
    expect((await store.latest())?.progress.epoch).toBe(1);
    expect(messages).toEqual([
      expect.stringMatching(
        /passed over a damaged checkpoint: .*checkpoint-000002-000000.tensors\.bin: SHA-256 is/,
      ),
    ]);
  });

  it('says so when none of them can be read, rather than starting over', async () => {
    const store = new CheckpointFolder(folder);
    await store.save(checkpoint(1));
    await writeFile(join(folder, 'checkpoint-000001-000000', 'state.json'), '{');
    await expect(store.latest()).rejects.toThrow(`${folder}: none of its checkpoints can be read`);
  });

  it('clears away what a killed process left half-written', async () => {
    const store = new CheckpointFolder(folder);
    await store.save(checkpoint(1));
    await mkdir(join(folder, 'checkpoint-000002-000000.123-abcd.part'));
    expect((await store.latest())?.progress.epoch).toBe(1);
    expect(await readdir(folder)).toEqual(['checkpoint-000001-000000']);
  });
});
