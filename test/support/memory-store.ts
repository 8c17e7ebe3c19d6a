import type { Checkpoint, CheckpointStore } from '../../src/train/checkpoint';

/** Keeps every checkpoint as it was when it was saved. */
export class MemoryStore implements CheckpointStore {
  readonly saved: Checkpoint[] = [];
  location: string | undefined;

  async save(checkpoint: Checkpoint): Promise<void> {
    this.saved.push(structuredClone(checkpoint));
    this.location = `memory ${this.saved.length}`;
  }

  async latest(): Promise<Checkpoint | undefined> {
    return structuredClone(this.saved.at(-1));
  }
}
