import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConvzooError, messageOf } from '../errors';
import { sha256, writeFolderAtomically } from '../files.node';
import type { Checkpoint, CheckpointStore } from './checkpoint';

const STATE = 'state.json';
const TENSORS = 'tensors.bin';
const KEPT = 2;

/**
 * Checkpoints as folders `checkpoint-<epoch>-<step>` with state.json and tensors.bin. Each is written beside
 * its place and renamed; the last two are kept. A folder whose tensors don't match their hash is passed over
 * and named in `onSkipped`.
 */
export class CheckpointFolder implements CheckpointStore {
  location: string | undefined;

  constructor(
    private readonly folder: string,
    private readonly onSkipped: (message: string) => void = () => {},
  ) {}

  async save({ model, recipe, progress, tensors }: Checkpoint): Promise<void> {
    const place = join(this.folder, `checkpoint-${padded(progress.epoch)}-${padded(progress.step)}`);
    const content = Buffer.concat([...tensors.values()].map(bytesOf));
    const sizes = [...tensors].map(([name, values]) => ({ name, length: values.length }));
    await writeFolderAtomically(place, async (beside) => {
      await writeFile(join(beside, TENSORS), content, { flush: true });
      const state = { model, recipe, progress, tensors: sizes, sha256: sha256(content) };
      await writeFile(join(beside, STATE), JSON.stringify(state, null, 1), { flush: true });
    });
    this.location = place;
    for (const old of (await this.#places()).slice(0, -KEPT)) {
      await rm(join(this.folder, old), { recursive: true });
    }
  }

  async latest(): Promise<Checkpoint | undefined> {
    await this.#removeHalfWritten();
    const places = await this.#places();
    for (const place of places.reverse()) {
      const path = join(this.folder, place);
      try {
        const checkpoint = await read(path);
        this.location = path;
        return checkpoint;
      } catch (error) {
        this.onSkipped(`passed over a damaged checkpoint: ${messageOf(error)}`);
      }
    }
    if (places.length > 0) throw new ConvzooError(`${this.folder}: none of its checkpoints can be read`);
    return undefined;
  }

  /** Names of the complete checkpoints, oldest first. */
  async #places(): Promise<string[]> {
    return (await this.#names()).filter((name) => /^checkpoint-\d+-\d+$/.test(name)).sort();
  }

  /** A process that was killed while it saved leaves such a folder. */
  async #removeHalfWritten(): Promise<void> {
    for (const name of await this.#names()) {
      if (/^checkpoint-.*\.part$/.test(name)) await rm(join(this.folder, name), { recursive: true });
    }
  }

  async #names(): Promise<string[]> {
    return readdir(this.folder).catch(() => []);
  }
}

async function read(path: string): Promise<Checkpoint> {
  const state = JSON.parse(await readFile(join(path, STATE), 'utf8')) as Omit<Checkpoint, 'tensors'> & {
    tensors: { name: string; length: number }[];
    sha256: string;
  };
  const content = await readFile(join(path, TENSORS));
  const hash = sha256(content);
  if (hash !== state.sha256) {
    throw new ConvzooError(`${join(path, TENSORS)}: SHA-256 is ${hash}, ${STATE} says ${state.sha256}`);
  }
  const tensors = new Map<string, Float32Array>();
  let offset = 0;
  for (const { name, length } of state.tensors) {
    const values = new Float32Array(length);
    bytesOf(values).set(content.subarray(offset, offset + length * 4));
    tensors.set(name, values);
    offset += length * 4;
  }
  return { model: state.model, recipe: state.recipe, progress: state.progress, tensors };
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function padded(count: number): string {
  return String(count).padStart(6, '0');
}
