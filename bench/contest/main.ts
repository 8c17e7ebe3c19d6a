/** Run by bench/run.ts in a process of its own: one contestant in Node at one task. See bench/protocol.ts. */
import { createInterface } from 'node:readline';
import { messageOf } from '../../src/errors';
import { CONTESTANTS } from '../contestants';
import { MARK, type Message, type Task } from '../protocol';
import { startOurs, startPlain } from './engine';
import { byOnnxruntime } from './onnx';
import { byFit } from './plain';
import { byPrediction } from './predict';
import type { Contest } from './steps';
import { byTrainer } from './trainer';

async function main(): Promise<void> {
  const lines: AsyncIterator<string, undefined> = createInterface({ input: process.stdin })[
    Symbol.asyncIterator
  ]();
  const { value = '' } = await lines.next();
  const { facts, round } = await start(JSON.parse(value) as Task);
  tell({ ready: facts });
  while ((await lines.next()).done !== true) tell({ round: await round() });
  process.exit(0);
}

async function start(task: Task): Promise<Contest> {
  const { kind, contestant: id } = task;
  if (id === 'onnxruntime') return byOnnxruntime(task);
  const { engine, threads } = CONTESTANTS[kind].find((contestant) => contestant.id === id) ?? {};
  if (engine === undefined) throw new Error(`bench: contest/ has no contestant '${id}'`);
  const isPlain = id === 'plain' || id === 'wasm-plain';
  const versions = await (isPlain ? startPlain(engine) : startOurs(engine, { ...(threads && { threads }) }));
  if (kind === 'predict') return byPrediction(task, versions, isPlain);
  const { parameters, round } = await (isPlain ? byFit : byTrainer)(task);
  return { facts: { parameters, versions }, round };
}

function tell(message: Message): void {
  process.stdout.write(`${MARK}${JSON.stringify(message)}\n`);
}

main().catch((error: unknown) => {
  process.stdout.write(`${MARK}${JSON.stringify({ fails: messageOf(error).split('\n', 1)[0] })}\n`, () =>
    process.exit(1),
  );
});
