import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as tar from 'tar';
import type { CommandResult, RunCommand } from '../../../src/engine/native/command.node';

export interface FakeTools {
  readonly run: RunCommand;
  /** What was run, e.g. 'npm pack', 'pip download', 'probe'. */
  readonly commands: string[];
}

const OK: CommandResult = { code: 0, output: '' };

/**
 * Stands for npm, pip, the compiler and tfjs-node's scripts. They do to the disk what the real ones do, with files of
 * a few bytes; a name in `overrides` answers instead. The addon "loads" while it and its library are in place.
 */
export function fakeTools(
  packageFolder: string,
  overrides: Record<string, Partial<CommandResult>> = {},
): FakeTools {
  const commands: string[] = [];
  const actions: Record<string, (args: readonly string[], cwd: string) => CommandResult> = {
    probe: () => probe(packageFolder),
    'npm pack': (_, cwd) => pack(cwd),
    'npm install': (_, cwd) => installDependencies(cwd),
    'install script': () => ({ code: 1, output: 'Error: getaddrinfo ENOTFOUND binaries.example' }),
    'pip --version': () => OK,
    make: () => OK,
    'g++': () => OK,
    'quiet loader': (args) => write(args[args.indexOf('-o') + 1] ?? '', 'loader'),
    'python --version': () => ({ code: 0, output: 'Python 3.99.1\n' }),
    'pip download': (args) => {
      const folder = args[args.indexOf('--dest') + 1] ?? '';
      return write(join(folder, 'tensorflow_cpu-2.99.0-cp399-cp399-manylinux_2_27_x86_64.whl'), 'wheel');
    },
    unpack: (args) => write(join(args[3] ?? '', 'lib', 'libtensorflow_cc.so.2'), 'library'),
    compile: () => write(addonIn(packageFolder), 'addon'),
  };
  const run: RunCommand = async (command, args, options = {}) => {
    const name = nameOf(command, args);
    commands.push(name);
    const override = overrides[name];
    if (override) return { ...OK, ...override };
    const action = actions[name];
    if (!action) throw new Error(`no fake for ${command} ${args.join(' ')}`);
    return action(args, options.cwd ?? '');
  };
  return { run, commands };
}

/** What tfjs-node's own installation leaves behind. */
export function writePrebuilt(packageFolder: string): void {
  write(join(packageFolder, 'deps', 'lib', 'libtensorflow.so'), 'library');
  write(addonIn(packageFolder), 'addon');
}

export function addonIn(packageFolder: string): string {
  return join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node');
}

function nameOf(command: string, args: readonly string[]): string {
  if (command === 'npm') return `npm ${args[0]}`;
  if (command === 'g++' && args.includes('-shared')) return 'quiet loader';
  if (command === 'make' || command === 'g++') return command;
  if (command === 'python3') {
    if (args[0] === '-c') return 'unpack';
    return args[0] === '-m' ? `pip ${args[2]}` : 'python --version';
  }
  if (args[0] === '-e') return 'probe';
  return args.includes('--build-from-source') ? 'compile' : 'install script';
}

function probe(packageFolder: string): CommandResult {
  if (!existsSync(packageFolder)) return { code: 1, output: `Error: Cannot find module '${packageFolder}'` };
  if (!existsSync(addonIn(packageFolder)) || !existsSync(join(packageFolder, 'deps', 'lib'))) {
    return { code: 1, output: 'Error: The Node.js native addon module (tfjs_binding.node) can not be found' };
  }
  if (readFileSync(addonIn(packageFolder), 'utf8') !== 'addon')
    return { code: 1, output: 'Error: invalid ELF header' };
  return { code: 0, output: 'libtensorflow=2.99.0\n' };
}

function pack(cwd: string): CommandResult {
  const manifest = {
    name: '@tensorflow/tfjs-node',
    dependencies: { '@tensorflow/tfjs': '4.22.0', 'adm-zip': '1' },
  };
  write(join(cwd, 'package', 'package.json'), JSON.stringify(manifest));
  tar.c({ file: join(cwd, 'tensorflow-tfjs-node-4.22.0.tgz'), cwd, gzip: true, sync: true }, ['package']);
  return OK;
}

/** Installs what the manifest asks for, as npm would, so that a tfjs of its own would show. */
function installDependencies(cwd: string): CommandResult {
  const { dependencies } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) write(join(cwd, 'node_modules', name, 'package.json'), '{}');
  return write(join(cwd, 'node_modules', '@mapbox', 'node-pre-gyp', 'bin', 'node-pre-gyp'), '');
}

function write(path: string, content: string): CommandResult {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return OK;
}
