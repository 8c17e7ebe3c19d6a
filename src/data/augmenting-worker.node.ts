/** What the worker thread runs: each task that comes in is answered with its pixels, in order. */
import { parentPort } from 'node:worker_threads';
import { augmentedPixels, type PixelTask } from './augmented-pixels';

parentPort?.on('message', (task: PixelTask) => {
  const pixels = augmentedPixels(task);
  parentPort?.postMessage(pixels, [pixels.buffer]);
});
