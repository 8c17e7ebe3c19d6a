import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '../src/engine/start.node';
import { packageVersion } from '../src/package.node';
import { contestantsOf, CONTESTS } from './contestants';
import { loadOfTheMinute, machineNow, stolenBetween, ticksNow } from './machine';
import { hold, type Entrant } from './match';
import { measuredNow } from './measured';
import { netOf } from './nets';
import { OPTIMIZERS, type Kind, type Task } from './protocol';
import type { BenchResult } from './result';
import { entrantsOf, exportOnnx, type RivalOptions } from './rivals';

export interface ComparisonOptions extends RivalOptions {
  engine?: 'tensorflow' | 'wasm';
  rounds: number;
  /** About how long a round takes. */
  seconds: number;
}

/**
 * Holds the contests of these models, or of all.
 *
 * @throws ConvzooError where contestants disagree on a net, or a peer's net can't be exported
 */
export async function compare(
  kind: Kind,
  models: readonly string[],
  options: ComparisonOptions,
): Promise<BenchResult> {
  const result: BenchResult = {
    kind,
    machine: machineNow(),
    conditions: [],
    versions: { convzoo: packageVersion() },
    parameters: {},
    rows: [],
  };
  // Some nets are read from the zoo, with weights that something has to make.
  await startEngine('cpu');
  const folder = await mkdtemp(join(tmpdir(), 'convzoo-bench-'));
  try {
    const held = CONTESTS[kind].filter(({ net }) => models.length === 0 || models.includes(net));
    // All before the first contest, so that nothing is lost where one can't be.
    const matches = held.flatMap(({ net, batches }) =>
      batches.map((batch) => prepared(kind, net, batch, options, folder)),
    );
    for (const match of matches) await addMatch(result, match, options.rounds);
  } finally {
    await rm(folder, { recursive: true });
  }
  return result;
}

interface Match {
  entrants: Entrant[];
  task: Omit<Task, 'contestant'>;
}

/** A contest with all that its entrants read. */
function prepared(
  kind: Kind,
  name: string,
  batch: number,
  { engine, seconds, ...options }: ComparisonOptions,
  folder: string,
): Match {
  const net = netOf(name);
  const wanted = contestantsOf(kind, { net: name, batch }).filter(
    (contestant) => engine === undefined || contestant.engine === undefined || contestant.engine === engine,
  );
  const { entrants, missing } = entrantsOf(wanted, options);
  for (const line of missing) say(line);
  const task: Omit<Task, 'contestant'> = {
    kind,
    net,
    batch,
    optimizer: OPTIMIZERS[net.optimizer],
    roundSeconds: seconds,
    onnx: join(folder, `${name}-${batch}.onnx`),
    ...(options.onnxruntime !== undefined && { onnxruntime: options.onnxruntime }),
  };
  if (entrants.some(({ contestant }) => contestant.runner === 'onnx')) exportOnnx(task, options.python);
  return { entrants, task };
}

async function addMatch(result: BenchResult, { entrants, task }: Match, rounds: number): Promise<void> {
  const { machine: _, ...how } = measuredNow();
  const load = loadOfTheMinute();
  const before = ticksNow();
  const { rows, parameters, versions } = await hold(entrants, task, rounds, say);
  const stolen = stolenBetween(before, ticksNow());
  const contest = { net: task.net.name, batch: task.batch };
  result.conditions.push({ ...contest, ...how, load, ...(stolen !== undefined && { stolen }) });
  result.rows.push(...rows);
  Object.assign(result.versions, versions);
  if (parameters !== undefined) result.parameters[task.net.name] = parameters;
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
