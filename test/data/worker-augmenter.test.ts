import type { Augmentation } from '../../src/data/augment';
import { augmentedPixels, type PixelTask } from '../../src/data/augmented-pixels';
import { WorkerAugmenter } from '../../src/data/worker-augmenter.node';

const AUGMENT: Augmentation = {
  shift: 1,
  flip: true,
  affine: { rotate: 10, scale: 0.1, shear: 0.1 },
  elastic: { alpha: 5, sigma: 2 },
  jitter: { brightness: 0.2, contrast: 0.2, saturation: 0.2 },
  cutout: 2,
};

/** Five images. */
function task(changes: Partial<PixelTask> = {}): PixelTask {
  return {
    bytes: Uint8Array.from({ length: 5 * 192 }, (_, i) => (i * 37) & 255),
    imageShape: [8, 8, 3],
    augment: AUGMENT,
    meanColour: Uint8Array.of(1, 2, 3),
    seed: 3,
    start: 20,
    ...changes,
  };
}

/** A task that can't be done: its shape is no list. */
const broken = () => task({ imageShape: 0 as unknown as PixelTask['imageShape'] });

let worker: WorkerAugmenter;
beforeEach(() => {
  worker = new WorkerAugmenter();
});
afterEach(() => worker.end());

describe('WorkerAugmenter', () => {
  it('makes the very pixels that this thread makes, in the order of the tasks', async () => {
    const starts = [20, 0, 5000];
    const found = await Promise.all(starts.map((start) => worker.pixels(task({ start }))));
    found.forEach((pixels, i) => expect(pixels).toEqual(augmentedPixels(task({ start: starts[i] ?? 0 }))));
    expect(found[0]).not.toEqual(found[1]);
  });

  it('takes the bytes instead of copying them', async () => {
    const given = task();
    const pixels = worker.pixels(given);
    expect(given.bytes).toHaveLength(0);
    expect(await pixels).toHaveLength(5 * 192);
  });

  it('hands on what goes wrong in the thread, also to those who come later', async () => {
    const failing = worker.pixels(broken());
    const behind = worker.pixels(task());
    await expect(failing).rejects.toThrow('is not iterable');
    await expect(behind).rejects.toThrow('is not iterable');
    await expect(worker.pixels(task())).rejects.toThrow('is not iterable');
  });

  it('answers nobody once it is ended', async () => {
    const waiting = expect(worker.pixels(task())).rejects.toThrow('the worker that augments images ended');
    await worker.end();
    await waiting;
    await expect(worker.pixels(task())).rejects.toThrow('the worker that augments images ended');
  });
});
