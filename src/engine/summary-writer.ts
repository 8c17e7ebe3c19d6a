import * as tf from '@tensorflow/tfjs';
import { nodeBackend } from './node-backend';

/**
 * Writes a file of TensorBoard's events, on `tensorflow` alone. tfjs-node's own `tf.node.summaryFileWriter` can't be
 * closed: it leaves tensors behind, and whoever asks for the same folder again gets the same file.
 */
export class SummaryWriter {
  readonly #backend = nodeBackend();
  readonly #handle: tf.Tensor;

  /** @param folder which is made where it is missing; the file in it gets a name of its own */
  constructor(folder: string) {
    this.#handle = tf.tidy(() => {
      const handle = this.#backend.summaryWriter(folder);
      this.#backend.createSummaryFileWriter(handle, folder);
      return tf.keep(handle);
    });
  }

  /** @param step a whole number */
  scalar(tag: string, value: number, step: number): void {
    this.#backend.writeScalarSummary(this.#handle, step, tag, value);
  }

  /** Brings what was written so far to the file, where it otherwise comes after two minutes. */
  flush(): void {
    this.#backend.flushSummaryWriter(this.#handle);
  }

  /** Flushes and closes the file. */
  close(): void {
    this.flush();
    this.#backend.executeMultipleOutputs('CloseSummaryWriter', [], [this.#handle], 0);
    this.#handle.dispose();
  }
}
