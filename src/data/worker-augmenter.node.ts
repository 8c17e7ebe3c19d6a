import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../package.node';
import type { PixelTask } from './augmented-pixels';
import type { RemoteAugmenter } from './remote-augmenter';

// Destructured, because the ESM build provides `require` only where it sees more than `require.resolve`.
const { resolve } = require;

interface Waiting {
  resolve(pixels: Float32Array<ArrayBuffer>): void;
  reject(error: Error): void;
}

/** Augments images in a worker thread. */
export class WorkerAugmenter implements RemoteAugmenter {
  readonly #worker = startWorker();
  /** For answers, which come in the order of the tasks. */
  readonly #waiting: Waiting[] = [];
  #failure: Error | undefined;

  constructor() {
    this.#worker
      .on('message', (pixels: Float32Array<ArrayBuffer>) => this.#waiting.shift()?.resolve(pixels))
      .on('error', (error: Error) => this.#fail(error))
      .on('exit', (code) => this.#fail(new Error(`the worker that augments images ended with code ${code}`)));
  }

  pixels(task: PixelTask): Promise<Float32Array<ArrayBuffer>> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(task, [task.bytes.buffer]);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

function startWorker(): Worker {
  const source = sourceFile();
  if (source === undefined)
    return new Worker(join(packageRoot(), 'dist/workers/augmenting.cjs'), { execArgv: [] });
  const modules = [resolve('tsx/cjs'), source];
  const code = modules.map((module) => `require(${JSON.stringify(module)});`).join('');
  return new Worker(code, { eval: true, execArgv: [] });
}

/** The worker's TypeScript, where this module runs from TypeScript too. */
function sourceFile(): string | undefined {
  try {
    return resolve('./augmenting-worker.node');
  } catch {
    return undefined;
  }
}
