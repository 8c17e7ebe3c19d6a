/** `npm run bench`: images/s in training LeNet-5, this package beside plain TensorFlow.js. */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { Command, Option } from 'commander';
import { asTyped, commitNow } from '../scripts/provenance';
import type { EngineName } from '../src/engine/engine';
import { runCommand, tail } from '../src/engine/native/command.node';
import { messageOf } from '../src/errors';
import { writeAtomically } from '../src/files.node';
import { packageVersion } from '../src/package.node';
import type { ContestReport, ContestTask } from './contest';
import {
  advantage,
  MODELS,
  summary,
  WAYS,
  type BenchResult,
  type Contest,
  type Row,
  type Way,
} from './result';

const ENGINES = ['tensorflow', 'wasm', 'cpu'] as const satisfies readonly EngineName[];
const BATCH_SIZE = 128;
/** Contests take turns, so that a machine that is busy for a while does not slow one of them alone. */
const TURNS = 3;
/** The slow engine gets few images and one model. */
const EFFORT = {
  tensorflow: { models: MODELS, batchesPerRound: 24, rounds: 3 },
  wasm: { models: MODELS, batchesPerRound: 12, rounds: 3 },
  cpu: { models: MODELS.slice(0, 1), batchesPerRound: 1, rounds: 1 },
};

const RESULT = join(__dirname, 'results', 'lenet5-training.json');

interface Flags {
  engine?: (typeof ENGINES)[number];
  json?: true;
}

async function main(): Promise<void> {
  const { engine, json } = new Command('bench')
    .description('measure training in images/s; without --engine the result goes to bench/results')
    .addOption(new Option('--engine <name>', 'this engine alone').choices(ENGINES))
    .addOption(new Option('--json', 'print the result as JSON'))
    .showSuggestionAfterError()
    .parse()
    .opts<Flags>();
  const result = await bench(engine === undefined ? ENGINES : [engine]);
  console.log(json === true ? JSON.stringify(result, null, 2) : render(result));
  if (engine === undefined) await writeAtomically(RESULT, `${JSON.stringify(result, null, 2)}\n`);
}

async function bench(engines: readonly (typeof ENGINES)[number][]): Promise<BenchResult> {
  const before = loadOfTheMinute();
  const reports: (Contest & ContestReport)[] = [];
  for (const engine of engines) {
    const { models, batchesPerRound, rounds } = EFFORT[engine];
    for (const model of models) {
      const contests = waysOf(engine).map((way): Contest => ({ engine, model, way }));
      const effort = { batchSize: BATCH_SIZE, batchesPerRound, rounds };
      reports.push(...(await takeTurns(contests, (contest) => hold({ ...contest, ...effort }))));
    }
  }
  const libtensorflow = reports.find((report) => report.libtensorflow !== undefined)?.libtensorflow;
  const rows = reports.map(({ libtensorflow: _, ...row }): Row => row);
  const [cpu] = cpus();
  return {
    command: asTyped('bench'),
    commit: commitNow(),
    date: new Date().toISOString(),
    machine: {
      cpu: cpu?.model ?? 'unknown',
      cores: availableParallelism(),
      platform: `${process.platform} ${process.arch}`,
      node: process.versions.node,
    },
    load: { before, after: loadOfTheMinute() },
    versions: {
      convzoo: packageVersion(),
      tfjs: tf.version.tfjs,
      ...(libtensorflow !== undefined && { libtensorflow }),
    },
    batchSize: BATCH_SIZE,
    data: 'drawn digits, 28x28 padded to 32x32',
    rows,
  };
}

/** Only wasm has kernels of this package; elsewhere the plain engine is the same one. */
function waysOf(engine: EngineName): readonly Way[] {
  return WAYS.filter((way) => way !== 'model.fit, plain engine' || engine === 'wasm');
}

/** Each contest in turn, several times over; the rounds of all turns come together. */
async function takeTurns(
  contests: readonly Contest[],
  holdOne: (contest: Contest) => Promise<ContestReport>,
): Promise<(Contest & ContestReport)[]> {
  const reports = new Map<Contest, ContestReport>();
  for (let turn = 1; turn <= TURNS; turn++) {
    for (const contest of contests) {
      const before = reports.get(contest);
      if (before !== undefined && 'fails' in before) continue;
      process.stderr.write(`${contest.engine}: ${contest.model}, ${contest.way}, ${turn} of ${TURNS}\n`);
      const report = await holdOne(contest);
      const isMore = before !== undefined && 'rounds' in report;
      reports.set(contest, isMore ? { ...report, rounds: [...before.rounds, ...report.rounds] } : report);
    }
  }
  return [...reports].map(([contest, report]) => ({ ...contest, ...report }));
}

/** Holds one contest in a process of its own. */
async function hold(task: ContestTask): Promise<ContestReport> {
  const contest = join(__dirname, 'contest.ts');
  const { code, output } = await runCommand(process.execPath, [
    '--import',
    'tsx',
    contest,
    JSON.stringify(task),
  ]);
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  if (code === 0 && line.startsWith('{')) return JSON.parse(line) as ContestReport;
  return { fails: `its process ended with ${code ?? 'a signal'}: ${tail(output, 1)}` };
}

function loadOfTheMinute(): number {
  return Math.round(10 * (loadavg()[0] ?? NaN)) / 10;
}

function render(result: BenchResult): string {
  const { machine, versions, load, rows } = result;
  const native = versions.libtensorflow === undefined ? '' : `, libtensorflow ${versions.libtensorflow}`;
  return [
    `images/s in training, batch ${result.batchSize}, ${result.data}: median (slowest to fastest round)`,
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, tfjs ${versions.tfjs}${native}; ` +
      `load ${load.before} before, ${load.after} after`,
    '',
    ...rows.map((row) =>
      [row.engine.padEnd(10), row.model.padEnd(17), row.way.padEnd(23), cell(row, result)].join('  '),
    ),
  ].join('\n');
}

function cell(row: Row, result: BenchResult): string {
  if ('fails' in row) return `fails: ${row.fails}`;
  const { median, slowest, fastest } = summary(row.rounds);
  const factor = row.way === 'Trainer' ? advantage(result, row) : undefined;
  const beside = factor === undefined ? '' : `, ${factor.toFixed(2)} times model.fit`;
  return `${median.toFixed(0).padStart(6)} (${slowest.toFixed(0)} to ${fastest.toFixed(0)})${beside}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`error: ${messageOf(error)}\n`);
  process.exitCode = 1;
});
