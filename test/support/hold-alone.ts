/** Has the path that it is told alone until its channel closes, in a process of its own; sends `held`, or why not. */
import { once } from 'node:events';
import { messageOf } from '../../src/errors';
import { alone } from '../../src/lock.node';

const [path = ''] = process.argv.slice(2);
alone(path, async () => {
  process.send?.('held');
  await once(process, 'disconnect');
}).catch((error: unknown) => process.send?.(messageOf(error)));
