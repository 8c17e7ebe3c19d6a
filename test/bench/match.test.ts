import type { Contestant } from '../../bench/contestants';
import { hold, type Starter } from '../../bench/match';
import type { Task } from '../../bench/protocol';

const contestant = (id: string): Contestant => ({ id, label: id.toUpperCase(), runner: 'node' });
const net = { name: 'n', input: [1, 1, 1], layers: [], classes: 2, scores: 'logits', optimizer: 'sgd' };
const task = { kind: 'train', net, batch: 4, roundSeconds: 1 } as unknown as Task;

interface Script {
  parameters?: number;
  mode?: string;
  /** Milliseconds of each round; a string fails. */
  rounds: (number | string)[];
}

/** Players that do as they are told, and the order in which they did. */
function players(scripts: Record<string, Script>): { starter: Starter; log: string[] } {
  const log: string[] = [];
  const starter: Starter = ({ program }) => {
    const { rounds, ...ready } = scripts[program] as Script;
    const left = [...rounds];
    return {
      start: async () => {
        log.push(`${program} starts`);
        return { ...ready, versions: { [program]: '1' } };
      },
      round: async () => {
        log.push(program);
        const ms = left.shift();
        if (typeof ms !== 'number') throw new Error(ms);
        return { ms, between: 0.25 };
      },
      end: async () => void log.push(`${program} ends`),
    };
  };
  return { starter, log };
}

function held(scripts: Record<string, Script>, rounds: number) {
  const { starter, log } = players(scripts);
  const entrants = Object.keys(scripts).map((id) => ({
    contestant: contestant(id),
    command: { program: id, args: [] },
  }));
  return { outcome: hold(entrants, task, rounds, () => undefined, starter), log };
}

test('contestants start one after the other, take turns and end', async () => {
  const { outcome, log } = held({ a: { rounds: [1, 2] }, b: { rounds: [3, 4] } }, 2);
  const { rows, versions } = await outcome;
  expect(log).toEqual(['a starts', 'b starts', 'a', 'b', 'a', 'b', 'a ends', 'b ends']);
  expect(rows).toEqual([
    { net: 'n', batch: 4, contestant: 'a', label: 'A', rounds: [1, 2], between: [0.25, 0.25] },
    { net: 'n', batch: 4, contestant: 'b', label: 'B', rounds: [3, 4], between: [0.25, 0.25] },
  ]);
  expect(versions).toEqual({ a: '1', b: '1' });
});

test('who fails is out, with the reason, and the others go on', async () => {
  const { outcome, log } = held({ a: { rounds: ['no memory', 9] }, b: { rounds: [1.23456, 2] } }, 2);
  expect((await outcome).rows).toMatchObject([{ fails: 'no memory' }, { rounds: [1.235, 2] }]);
  expect(log.filter((entry) => entry === 'a')).toHaveLength(1);
});

test('contestants with other numbers of parameters are an error that names both, and all are ended', async () => {
  const { outcome, log } = held(
    { a: { parameters: 269_722, rounds: [] }, b: { rounds: [] }, c: { parameters: 270_000, rounds: [] } },
    1,
  );
  await expect(outcome).rejects.toThrow('n: C has 270,000 trainable parameters, A 269,722');
  expect(log.slice(-3)).toEqual(['a ends', 'b ends', 'c ends']);
});

test('the number that they agree on is told', async () => {
  const { outcome } = held({ a: { rounds: [1] }, b: { parameters: 7, rounds: [1] } }, 1);
  expect((await outcome).parameters).toBe(7);
});
