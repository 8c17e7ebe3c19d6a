/** Holds the run's folder that it is told until its channel closes, in a process of its own; sends `held`, or why not. */
import { once } from 'node:events';
import { messageOf } from '../../src/errors';
import { RunFolder } from '../../src/train/run-folder.node';

const [folder = ''] = process.argv.slice(2);
new RunFolder(folder)
  .alone(async () => {
    process.send?.('held');
    await once(process, 'disconnect');
  })
  .catch((error: unknown) => process.send?.(messageOf(error)));
