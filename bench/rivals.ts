import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ConvzooError } from '../src/errors';
import { tail } from '../src/engine/native/command.node';
import { resolveOnnxruntime } from './contest/onnx';
import type { Contestant, Runner } from './contestants';
import type { Entrant } from './match';
import type { Command } from './player';
import type { Task } from './protocol';

export interface RivalOptions {
  /** The Python that peers run in. */
  python: string;
  /** A folder whose node_modules has onnxruntime-node. */
  onnxruntime?: string;
}

/** What a Python must have for each runner. */
const MODULES = { keras: ['keras', 'tensorflow'], torch: ['torch'], onnx: ['onnxruntime'] } as const;
const EXPORTER = ['torch', 'onnx'];

/** The contestants that this machine has, and why it does not have the others. */
export function entrantsOf(
  contestants: readonly Contestant[],
  options: RivalOptions,
): { entrants: Entrant[]; missing: string[] } {
  const found = contestants.map((contestant) => entrantOf(contestant, options));
  return {
    entrants: found.filter((entrant) => typeof entrant !== 'string'),
    missing: found.filter((reason) => typeof reason === 'string'),
  };
}

/** How a contestant is started, or why it can't be. */
function entrantOf(contestant: Contestant, { python, onnxruntime }: RivalOptions): Entrant | string {
  const { runner, label } = contestant;
  if (runner === 'node') return { contestant, command: inNode() };
  const lacks = (modules: readonly string[]) =>
    `${label} is left out: ${python} lacks ${modules.join(' or ')}`;
  if (runner !== 'onnx') {
    const modules = MODULES[runner];
    return imports(python, modules) ? { contestant, command: inPython(python, runner) } : lacks(modules);
  }
  if (!imports(python, EXPORTER)) return lacks(EXPORTER);
  if (resolveOnnxruntime(onnxruntime) !== undefined) {
    return { contestant: { ...contestant, label: 'onnxruntime-node' }, command: inNode() };
  }
  if (!imports(python, MODULES.onnx)) return `${lacks(MODULES.onnx)}, and onnxruntime-node is not installed`;
  return { contestant: { ...contestant, label: 'onnxruntime (Python)' }, command: inPython(python, 'onnx') };
}

/**
 * Writes the peer's net as ONNX, where the task says.
 *
 * @throws ConvzooError where that fails
 */
export function exportOnnx(task: Omit<Task, 'contestant'>, python: string): void {
  const { program, args } = inPython(python, 'torch');
  const { status, stderr, error } = spawnSync(program, [...args, 'export'], {
    input: `${JSON.stringify(task)}\n`,
    encoding: 'utf8',
  });
  if (status === 0) return;
  throw new ConvzooError(`${task.net.name} can't be exported to ONNX: ${error?.message ?? tail(stderr, 1)}`);
}

function inNode(): Command {
  const script = join(__dirname, 'contest', 'main.ts');
  return { program: process.execPath, args: ['--import', 'tsx', script] };
}

function inPython(python: string, runner: Runner): Command {
  return { program: python, args: [join(__dirname, 'peers', `${runner}_peer.py`)] };
}

const known = new Map<string, boolean>();

/** Whether Python finds the modules; importing them takes seconds. */
function imports(python: string, modules: readonly string[]): boolean {
  const key = [python, ...modules].join(' ');
  const code = `import importlib.util as u, sys; sys.exit(any(u.find_spec(m) is None for m in sys.argv[1:]))`;
  const found = known.get(key) ?? spawnSync(python, ['-c', code, ...modules]).status === 0;
  known.set(key, found);
  return found;
}
