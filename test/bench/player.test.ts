import { Player } from '../../bench/player';
import type { Task } from '../../bench/protocol';

const task = { batch: 4 } as Task;

/** A process that runs this script with the lines of its input as `lines`. */
function player(script: string): Player {
  const prelude =
    "const lines = require('readline').createInterface({ input: process.stdin })[Symbol.asyncIterator]();" +
    "const tell = (message) => console.log('@bench ' + JSON.stringify(message));";
  return new Player({
    program: process.execPath,
    args: [
      '-e',
      `${prelude} (async () => { const { batch } = JSON.parse((await lines.next()).value); ${script} })()`,
    ],
  });
}

test('it gets the task, and what it says beside its messages is passed over', async () => {
  const one = player(
    "console.log('hello'); tell({ ready: { versions: {}, parameters: batch } }); await lines.next();",
  );
  expect(await one.start(task)).toEqual({ versions: {}, parameters: 4 });
  await one.end();
});

test('each round is asked for', async () => {
  const one = player(
    'let ms = batch; tell({ ready: {} }); for await (const _ of lines) tell({ round: { ms: ms++ } });',
  );
  await one.start(task);
  expect(await one.round()).toEqual({ ms: 4 });
  expect(await one.round()).toEqual({ ms: 5 });
  await one.end();
});

test('a failure that it tells of is an error', async () => {
  const one = player("tell({ fails: 'no kernel' });");
  await expect(one.start(task)).rejects.toThrow('no kernel');
  await one.end();
});

test('an end without a word is an error with what it said last, also where the program is not there', async () => {
  const one = player("console.error('out of luck'); process.exit(3);");
  await expect(one.start(task)).rejects.toThrow('out of luck');
  const nobody = new Player({ program: '/no/such/program', args: [] });
  await expect(nobody.start(task)).rejects.toThrow('ENOENT');
});
