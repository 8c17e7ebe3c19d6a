import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asTyped, commitNow } from '../scripts/provenance';
import { startEngine } from '../src/engine/start.node';
import { packageVersion } from '../src/package.node';
import { contestantsOf, CONTESTS } from './contestants';
import { loadOfTheMinute, machineNow } from './machine';
import { hold } from './match';
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
    command: asTyped('bench', ...process.argv.slice(2)),
    commit: commitNow(),
    date: new Date().toISOString(),
    machine: machineNow(),
    load: { before: loadOfTheMinute(), after: NaN },
    versions: { convzoo: packageVersion() },
    parameters: {},
    rows: [],
  };
  // Some nets are read from the zoo, with weights that something has to make.
  await startEngine('cpu');
  const folder = await mkdtemp(join(tmpdir(), 'convzoo-bench-'));
  try {
    for (const { net, batches } of CONTESTS[kind]) {
      if (models.length > 0 && !models.includes(net)) continue;
      for (const batch of batches) await addContest(result, net, batch, options, folder);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  result.load.after = loadOfTheMinute();
  return result;
}

async function addContest(
  result: BenchResult,
  name: string,
  batch: number,
  { engine, rounds, seconds, ...options }: ComparisonOptions,
  folder: string,
): Promise<void> {
  const net = netOf(name);
  const wanted = contestantsOf(result.kind, name).filter(
    (contestant) => engine === undefined || contestant.engine === undefined || contestant.engine === engine,
  );
  const { entrants, missing } = entrantsOf(wanted, options);
  for (const line of missing) say(line);

  const task: Omit<Task, 'contestant'> = {
    kind: result.kind,
    net,
    batch,
    optimizer: OPTIMIZERS[net.optimizer],
    roundSeconds: seconds,
    onnx: join(folder, `${name}.onnx`),
    ...(options.onnxruntime !== undefined && { onnxruntime: options.onnxruntime }),
  };
  if (entrants.some(({ contestant }) => contestant.runner === 'onnx')) exportOnnx(task, options.python);
  const { rows, parameters, versions } = await hold(entrants, task, rounds, say);
  result.rows.push(...rows);
  Object.assign(result.versions, versions);
  if (parameters !== undefined) result.parameters[name] = parameters;
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
