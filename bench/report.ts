import { markdownTable, percent } from '../src/report/text';
import type { BuildResult } from './build';
import { CONTESTANTS } from './contestants';
import { growthOf, type MemoryResult } from './memory';
import type { Kind } from './protocol';
import { disturbance, medianCell, milliseconds } from './render';
import { advantage, contestsOf, rowOf, summary, type BenchResult, type Contest } from './result';

/** What is compared with what: each in a table of its own. */
const TABLES: Record<Kind, { ours: string; theirs: string[] }[]> = {
  train: [
    { ours: 'graph', theirs: ['eager', 'plain', 'keras', 'torch'] },
    { ours: 'wasm', theirs: ['wasm-tfjs-norm'] },
  ],
  predict: [
    { ours: 'graph', theirs: ['single', 'eager', 'plain', 'keras', 'torch', 'onnxruntime'] },
    { ours: 'wasm', theirs: ['wasm-plain'] },
  ],
};

const NOTES: Record<Kind, string> = {
  train:
    'All do the same in a step: forward, backward, update, loss and accuracy read. convzoo makes its batches of bytes, ' +
    'the others have theirs ready in memory. Keras runs `fit` or `train_on_batch`, PyTorch contiguous or channels ' +
    'last, whichever is faster.',
  predict:
    'From a batch in memory to probabilities that the program can read. Keras runs `predict`, `predict_on_batch` or a ' +
    '`tf.function`, PyTorch contiguous or channels last, as it is or frozen, tfjs `predict` or `predictOnBatch`, ' +
    'whichever is faster; onnxruntime runs the model that PyTorch exports.',
};

/** A result for README.md: the plot, the tables, what they were measured with. */
export function report(result: BenchResult): string {
  const { kind } = result;
  return [
    `![Speed in ${kind === 'train' ? 'training' : 'predicting'}](bench/results/${kind}.svg)`,
    ...TABLES[kind].map(({ ours, theirs }) => table(result, ours, theirs)),
    ...feeding(result),
    `${NOTES[kind]} ${measuredWith(result)}`,
  ].join('\n\n');
}

function table(result: BenchResult, ours: string, theirs: readonly string[]): string {
  const { rows, kind } = result;
  const label = (id: string) =>
    rows.find(({ contestant }) => contestant === id)?.label ??
    CONTESTANTS[kind].find((contestant) => contestant.id === id)?.label ??
    id;
  const contests = contestsOf(result).filter((contest) => rowOf(rows, contest, ours) !== undefined);
  return markdownTable(
    ['model', '>batch', ...[ours, ...theirs].map((id) => `>${label(id)}`)],
    contests.map((contest) => [
      contest.net,
      contest.batch,
      medianCell(rowOf(rows, contest, ours)),
      ...theirs.map((id) => cell(result, contest, id, ours)),
    ]),
  );
}

/** Milliseconds, and how many times as fast ours is. */
function cell({ rows }: BenchResult, contest: Contest, theirs: string, ours: string): string {
  const factor = advantage(rows, contest, theirs, ours);
  const time = medianCell(rowOf(rows, contest, theirs));
  return factor === undefined ? time : `${time} (${factor.toFixed(2)})`;
}

function feeding({ rows }: BenchResult): string[] {
  return rows.flatMap((row) => {
    if (row.contestant !== 'augmented' || !('rounds' in row) || row.between === undefined) return [];
    const share = percent(summary(row.between).median);
    const step = milliseconds(summary(row.rounds).median);
    return [
      `With random crops and flips a step of ${row.net} takes ${step} ms; ${share} of it goes into its batch.`,
    ];
  });
}

function measuredWith({ kind, machine, versions, conditions, rows }: BenchResult): string {
  const rounds = Math.max(...rows.map((row) => ('rounds' in row ? row.rounds.length : 0)));
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const dates = [...new Set(conditions.map(({ date }) => date.slice(0, 10)))].sort();
  return (
    `Milliseconds a step, the median of ${rounds} rounds in turns; in brackets how many times as fast convzoo is. ` +
    `${machine.cpu}, ${machine.cores} cores, two threads each where not told otherwise, ${disturbance(conditions)}, Node ${machine.node}, ` +
    `${named.join(', ')}, ${dates.join(' to ')}. \`npm run bench -- ${kind}\` measures it anew` +
    ` (${[...new Set(conditions.map(({ command }) => `\`${command}\``))].join(', ')}).`
  );
}

/** What building the largest models takes. */
export function buildReport({ rows, load, command }: BuildResult): string {
  const most = (values: number[]) => Math.max(...values);
  const seconds = most(rows.map((row) => row.seconds)).toFixed(1);
  const times = most(rows.map(({ grown, weights }) => grown / weights)).toFixed(2);
  const nets = [...new Set(rows.map(({ net }) => net))].join(', ');
  return (
    `Building takes at most ${seconds} s and ${times} times the memory of the weights, for ${nets} on each engine, ` +
    `load ${load.before.toFixed(1)} before (\`${command}\`).`
  );
}

/** What a long training does to the resident size. */
export function memoryReport({ rows, command }: MemoryResult): string {
  const parts = rows.map((row) => {
    const { growth } = growthOf(row);
    return `${percent(growth)} for ${row.net}${row.eager ? ', eager' : ''}`;
  });
  return `From step 200 to step ${rows[0]?.steps ?? 0} the resident size grows by ${parts.join('; ')} (\`${command}\`).`;
}
