import { readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { tail } from './command.node';
import { NODE_API, addonFolder, libraryFolder, type NativeContext } from './context.node';
import { copyFolder } from './files.node';
import { probeAddon } from './probe.node';

const TIME_LIMIT_MS = 5 * 60_000;

/**
 * Runs tfjs-node's own install script, which downloads its library and its addon.
 * @returns whether the addon loads afterwards.
 */
export async function installPrebuilt(context: NativeContext): Promise<boolean> {
  const { run, log, packageFolder } = context;
  log("trying tfjs-node's own prebuilt binary (at most five minutes)");
  // A half-unpacked library, or another version's, would be taken for the right one.
  await rm(join(packageFolder, 'deps'), { recursive: true, force: true });
  const manifest = join(packageFolder, 'package.json');
  const original = await readFile(manifest, 'utf8');
  const { code, output } = await run(process.execPath, [join('scripts', 'install.js')], {
    cwd: packageFolder,
    env: { PATH: withBinaries(packageFolder) },
    timeout: TIME_LIMIT_MS,
  });
  // The script rewrites its manifest and leaves it so when it fails.
  await writeFile(manifest, original);
  const state = await probeAddon(run, packageFolder);
  if (state.loads) {
    log(`installed tfjs-node's own binary with libtensorflow ${state.libtensorflow}`);
    await keep(context, state.libtensorflow);
    return true;
  }
  log(`it can't be had: ${code === null ? 'it took too long' : lastError(output, state.reason)}`);
  return false;
}

/** On Windows the script lays libraries beside the addon too, so only the other systems' layout is kept. */
async function keep(context: NativeContext, libtensorflow: string): Promise<void> {
  if (context.platform === 'win32') return;
  await copyFolder(join(context.packageFolder, 'deps'), libraryFolder(context, libtensorflow));
  await copyFolder(join(context.packageFolder, 'lib', NODE_API), addonFolder(context, libtensorflow));
  context.log(`kept a copy in ${context.cache}`);
}

function withBinaries(packageFolder: string): string {
  const own = join(packageFolder, 'node_modules', '.bin');
  const shared = join(packageFolder, '..', '..', '.bin');
  return [own, shared, process.env['PATH'] ?? ''].join(delimiter);
}

function lastError(output: string, fallback: string): string {
  return /^(?:\w*Error|.*failed with error): .+$/m.exec(output)?.[0] ?? (tail(output, 1) || fallback);
}
