import { availableParallelism } from 'node:os';
import { messageOf } from '../errors';
import { dataStatus, type DatasetStatus } from '../data/load.node';
import { coresText } from '../report/text';
import { ENGINE_NAMES, type EngineName, type EngineVersions } from './engine';
import { runCommand } from './native/command.node';
import { defaultPackageFolder } from './native/context.node';
import { probeAddon } from './native/probe.node';
import { convolutionSpeed } from './speed';
import { startEngine } from './start.node';
import { NATIVE_REMEDY } from './tensorflow.node';
import { probeWebgpu } from './webgpu-probe.node';

export type EngineReport =
  | ({ readonly name: EngineName; readonly loads: true; readonly gflops: number } & EngineVersions)
  | { readonly name: EngineName; readonly loads: false; readonly problem: string };

/** What `convzoo doctor` found out about this machine. */
export interface Diagnosis {
  readonly node: string;
  readonly platform: string;
  readonly cores: number;
  readonly engines: readonly EngineReport[];
  readonly data: readonly DatasetStatus[];
}

/**
 * Looks at Node, every engine and the data sets. Engines are started one after the other and measured for about a
 * second each; the last one that loads is the one that runs afterwards.
 *
 * @param folder of the data sets; default CONVZOO_DATA, else one in the user's cache.
 */
export async function diagnose(folder?: string): Promise<Diagnosis> {
  const engines: EngineReport[] = [];
  for (const name of ENGINE_NAMES) engines.push(await reportOn(name));
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    engines,
    data: await dataStatus(folder),
  };
}

async function reportOn(name: EngineName): Promise<EngineReport> {
  try {
    const problem = await probe(name);
    if (problem !== undefined) return { name, loads: false, problem };
    const { version, libtensorflow } = await startEngine(name);
    const gflops = await convolutionSpeed();
    return { name, loads: true, version, ...(libtensorflow === undefined ? {} : { libtensorflow }), gflops };
  } catch (error) {
    return { name, loads: false, problem: messageOf(error) };
  }
}

/** Tries native code in a process of its own first, where it may crash and print what it likes. */
async function probe(name: EngineName): Promise<string | undefined> {
  if (name === 'webgpu') return probeWebgpu(runCommand);
  if (name !== 'tensorflow') return undefined;
  const state = await probeAddon(runCommand, defaultPackageFolder());
  return state.loads ? undefined : `${state.reason}. To set it up: ${NATIVE_REMEDY}`;
}

/** The diagnosis as text: what there is, then what to do about each problem. */
export function renderDiagnosis({ node, platform, cores, engines, data }: Diagnosis): string {
  const problems = [
    ...engines.flatMap((engine) => (engine.loads ? [] : [`${engine.name}: ${engine.problem}`])),
    ...data.flatMap((set) => remedy(set) ?? []),
  ];
  return [
    `Node ${node} on ${platform}, ${coresText(cores)}`,
    '',
    'Engines, with the speed of a 3x3 convolution',
    ...engines.map((engine) => `  ${engine.name.padEnd(12)}${engineLine(engine)}`),
    '',
    'Data sets',
    ...data.map(({ name, state, detail }) => `  ${name.padEnd(12)}${state.padEnd(10)}${detail}`),
    ...(problems.length === 0 ? [] : ['', 'What to do', ...problems.map((problem) => `  ${problem}`)]),
    '',
  ].join('\n');
}

function engineLine(engine: EngineReport): string {
  if (!engine.loads) return 'does not load';
  const versions = [
    `tfjs ${engine.version}`,
    ...(engine.libtensorflow === undefined ? [] : [`libtensorflow ${engine.libtensorflow}`]),
  ];
  return `${engine.gflops.toPrecision(3).padStart(7)} GFLOP/s  ${versions.join(', ')}`;
}

function remedy({ name, state }: DatasetStatus): string | undefined {
  switch (state) {
    case 'missing':
      return `${name}: the first training or evaluation on it downloads it; or name a folder that has it with CONVZOO_DATA`;
    case 'damaged':
      return `${name}: remove the damaged file named above; the next run downloads it again`;
    case 'modified':
      return `${name}: these are not the official files; training on them takes --allow-modified`;
    case 'official':
    case 'built in':
      return undefined;
  }
}
