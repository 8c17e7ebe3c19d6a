import { registerRemoteAugmenter } from '../data/remote-augmenter';
import { WorkerAugmenter } from '../data/worker-augmenter.node';
import { ConvzooError, messageOf } from '../errors';
import { suggestion } from '../suggest';
import { startCpu } from './cpu';
import { ENGINE_NAMES, type Engine, type EngineName, type EngineVersions } from './engine';
import { NATIVE_REMEDY, startTensorflow } from './tensorflow.node';
import { limitThreads } from './threads.node';
import { startWasm } from './wasm.node';
import { startWebgpu } from './webgpu.node';

export type { Engine, EngineName } from './engine';

export interface EngineOptions {
  /**
   * In how many threads `tensorflow` computes: as many as there are processors unless told. With 1, single images of
   * small nets are predicted fastest. The other engines have one thread.
   */
  threads?: number;
}

const STARTERS: Record<EngineName, () => Promise<EngineVersions>> = {
  tensorflow: startTensorflow,
  wasm: startWasm,
  cpu: startCpu,
  webgpu: startWebgpu,
};

const AUTOMATIC: readonly EngineName[] = ['tensorflow', 'wasm', 'cpu'];

/**
 * Starts the engine that computes from now on; may be called again with another name. Images are augmented in a
 * worker thread from now on, where that pays.
 *
 * @param requested an engine's name. Without one, the environment variable CONVZOO_ENGINE decides, and without
 * that the first of `tensorflow`, `wasm` and `cpu` that loads.
 * @throws ConvzooError for an unknown name, when the engine asked for by name does not load, for threads that are no
 * number of threads, and for others than those that libtensorflow runs with already.
 */
export async function startEngine(
  requested?: EngineName | string,
  { threads }: EngineOptions = {},
): Promise<Engine> {
  if (threads !== undefined) limitThreads(threads);
  registerRemoteAugmenter(() => new WorkerAugmenter());
  const name = requested ?? (process.env['CONVZOO_ENGINE'] || undefined);
  return name === undefined ? startFirst() : startNamed(checkedName(name));
}

async function startNamed(name: EngineName): Promise<Engine> {
  const versions = await STARTERS[name]();
  return { name, ...versions, notice: notice(name, versions) };
}

async function startFirst(): Promise<Engine> {
  const failures: string[] = [];
  for (const name of AUTOMATIC) {
    try {
      const engine = await startNamed(name);
      return failures[0] === undefined
        ? engine
        : { ...engine, notice: `${headline(engine.name, engine)}. ${failures[0]}` };
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new ConvzooError(`No engine starts. ${failures.join('. ')}`);
}

function checkedName(name: string): EngineName {
  const known = ENGINE_NAMES.find((engine) => engine === name);
  if (known === undefined) {
    throw new ConvzooError(
      `Unknown engine '${name}'${suggestion(name, ENGINE_NAMES)}; the engines are ${ENGINE_NAMES.join(', ')}`,
    );
  }
  return known;
}

function notice(name: EngineName, versions: EngineVersions): string {
  const line = headline(name, versions);
  return name === 'tensorflow' ? line : `${line}. The native engine 'tensorflow' is faster: ${NATIVE_REMEDY}`;
}

function headline(name: EngineName, { version, libtensorflow }: EngineVersions): string {
  const native = libtensorflow === undefined ? '' : `, libtensorflow ${libtensorflow}`;
  return `Engine: ${name} (tfjs ${version}${native})`;
}
