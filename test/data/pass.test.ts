import type { Augmentation } from '../../src/data/augment';
import { augmentedPixels, type PixelTask } from '../../src/data/augmented-pixels';
import { MemoryImages, type ImageSource } from '../../src/data/image-source';
import { Pass, type BatchValues } from '../../src/data/pass';
import { registerRemoteAugmenter, type RemoteAugmenter } from '../../src/data/remote-augmenter';
import { WorkerAugmenter } from '../../src/data/worker-augmenter.node';

const SIZE = 6000;
const BYTES = Uint8Array.from({ length: SIZE * 27 }, (_, i) => (i * 37 + (i >> 8)) & 255);
const IMAGES = {
  source: new MemoryImages(BYTES, 27),
  labels: Uint8Array.from({ length: SIZE }, (_, i) => i % 10),
  imageShape: [3, 3, 3] as const,
};
const AUGMENT: Augmentation = {
  shift: 1,
  flip: true,
  affine: { rotate: 10, scale: 0.1, shear: 0.1 },
  elastic: { alpha: 3, sigma: 1 },
  jitter: { brightness: 0.2, saturation: 0.2 },
  cutout: 1,
};

function pass(augment = AUGMENT, source: ImageSource = IMAGES.source): Pass {
  const options = { size: 700, shuffle: true, seed: 5, dropRemainder: false };
  return new Pass({ ...IMAGES, source }, options, { augment, meanColour: Uint8Array.of(1, 2, 3) });
}

/** Images that take their time, and remember how often they were read. */
class SlowImages extends MemoryImages {
  reads = 0;

  constructor() {
    super(BYTES, 27);
  }

  override async read(indices: ArrayLike<number>): Promise<Uint8Array<ArrayBuffer>> {
    this.reads++;
    await new Promise(setImmediate);
    return super.read(indices);
  }
}

async function collect(from: Pass, skip = 0): Promise<BatchValues[]> {
  const batches: BatchValues[] = [];
  for await (const batch of from.batches(skip)) batches.push(batch);
  return batches;
}

/** Works at once, and remembers what it was asked for. */
class Recorder implements RemoteAugmenter {
  readonly starts: number[] = [];
  isEnded = false;

  async pixels(task: PixelTask): Promise<Float32Array<ArrayBuffer>> {
    this.starts.push(task.start);
    return augmentedPixels(task);
  }

  async end(): Promise<void> {
    this.isEnded = true;
  }
}

describe('Pass', () => {
  let here: BatchValues[];
  const opened: Recorder[] = [];

  beforeAll(async () => {
    here = await collect(pass());
  });
  beforeEach(() => {
    opened.length = 0;
    registerRemoteAugmenter(() => {
      const recorder = new Recorder();
      opened.push(recorder);
      return recorder;
    });
  });

  it('gives the same batches by a worker thread as by this one, also after skipped ones', async () => {
    registerRemoteAugmenter(() => new WorkerAugmenter());
    expect(here).toHaveLength(9);
    expect(await collect(pass())).toEqual(here);
    expect(await collect(pass(), 1)).toEqual(here.slice(1));
  });

  it('asks for one batch ahead, for none beyond the last, and ends what augments', async () => {
    const asked: number[] = [];
    for await (const { labels } of pass().batches(0)) {
      expect(labels.length).toBeGreaterThan(0);
      asked.push(opened[0]?.starts.length ?? 0);
    }
    const [recorder] = opened;
    expect(asked).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 9]);
    expect(recorder?.starts).toEqual([0, 700, 1400, 2100, 2800, 3500, 4200, 4900, 5600]);
    expect(recorder?.isEnded).toBe(true);
  });

  it('ends what augments where the loop is left or throws', async () => {
    for await (const batch of pass().batches(0)) if (batch.labels.length > 0) break;
    const training = async () => {
      for await (const { labels } of pass().batches(0)) throw new Error(`after ${labels.length}`);
    };
    await expect(training()).rejects.toThrow('after 700');
    expect(opened.map(({ isEnded }) => isEnded)).toEqual([true, true]);
  });

  it('hands on what goes wrong where images are augmented', async () => {
    const recorder = new Recorder();
    recorder.pixels = ({ start }) =>
      start < 1400 ? Promise.resolve(new Float32Array(1)) : Promise.reject(new Error('out of memory'));
    registerRemoteAugmenter(() => recorder);
    const seen: number[] = [];
    const training = async () => {
      for await (const { labels } of pass().batches(0)) {
        seen.push(labels.length);
        // The next batch fails meanwhile; that is told when it is asked for.
        await new Promise(setImmediate);
      }
    };
    await expect(training()).rejects.toThrow('out of memory');
    expect(seen).toEqual([700, 700]);
    expect(recorder.isEnded).toBe(true);
  });

  it.each<[string, Augmentation]>([
    ['affine maps', { affine: { rotate: 1, scale: 0, shear: 0 } }],
    ['elastic deformation', { elastic: { alpha: 1, sigma: 1 } }],
    ['colour jitter', { jitter: { brightness: 0.1 } }],
  ])('leaves %s to another thread', async (_, augment) => {
    await collect(pass(augment));
    expect(opened).toHaveLength(1);
  });

  it('moves, flips and cuts out in this thread', async () => {
    await collect(pass({ shift: 1, flip: true, cutout: 1 }));
    expect(opened).toHaveLength(0);
  });

  it('augments what is left of a pass here where that is little', async () => {
    expect(await collect(pass(), 2)).toEqual(here.slice(2));
    expect(opened).toHaveLength(0);
  });

  it('gives the same batches where images are read as they are needed', async () => {
    registerRemoteAugmenter(() => new WorkerAugmenter());
    expect(await collect(pass(AUGMENT, new SlowImages()), 1)).toEqual(here.slice(1));
  });

  it('reads one batch ahead, and none beyond the last', async () => {
    const images = new SlowImages();
    const asked: number[] = [];
    for await (const { labels } of pass({ flip: true }, images).batches(5)) {
      expect(labels.length).toBeGreaterThan(0);
      asked.push(images.reads);
    }
    expect(asked).toEqual([2, 3, 4, 4]);
    expect(await collect(pass({ flip: true }, images), 9)).toEqual([]);
    expect(images.reads).toBe(4);
  });

  it('hands on what goes wrong where images are read, once the batch is asked for', async () => {
    const images = new SlowImages();
    images.read = async (indices) => {
      if (++images.reads > 2) throw new Error('the file is gone');
      return new MemoryImages(BYTES, 27).read(indices);
    };
    let seen = 0;
    const training = async () => {
      for await (const { labels } of pass({ flip: true }, images).batches(0)) {
        seen += labels.length;
        await new Promise(setImmediate);
      }
    };
    await expect(training()).rejects.toThrow('the file is gone');
    expect(seen).toBe(1400);
  });
});
