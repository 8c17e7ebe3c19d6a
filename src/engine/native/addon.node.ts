import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConvzooError } from '../../errors';
import { resolveModule } from '../resolve.node';
import { tail } from './command.node';
import { NODE_API, addonFolder, libraryFolder, type NativeContext } from './context.node';
import { copyFolder } from './files.node';
import { probeAddon } from './probe.node';

const ADDON = 'tfjs_binding.node';

/** The versions of TensorFlow whose library the cache holds, the newest first. */
export async function cachedLibraries(context: NativeContext): Promise<string[]> {
  const { prefix, suffix } = around(libraryFolder(context, '*'));
  const names = await readdir(context.cache);
  return names
    .filter((name) => name.startsWith(prefix) && name.endsWith(suffix))
    .map((name) => name.slice(prefix.length, name.length - suffix.length))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}

function around(pattern: string): { prefix: string; suffix: string } {
  const [prefix = '', suffix = ''] = pattern.slice(dirname(pattern).length + 1).split('*');
  return { prefix, suffix };
}

/**
 * Takes the addon and its library from the cache.
 * @returns whether the addon loads afterwards.
 */
export async function restoreAddon(context: NativeContext): Promise<boolean> {
  const { run, log, packageFolder } = context;
  for (const version of await cachedLibraries(context)) {
    const kept = join(addonFolder(context, version), ADDON);
    if (!existsSync(kept)) continue;
    await linkLibrary(context, version);
    const folder = join(packageFolder, 'lib', NODE_API);
    await mkdir(folder, { recursive: true });
    await copyFile(kept, join(folder, `${ADDON}.partial`));
    await rename(join(folder, `${ADDON}.partial`), join(folder, ADDON));
    const state = await probeAddon(run, packageFolder);
    if (state.loads) {
      log(`took the addon and libtensorflow ${version} from ${context.cache}`);
      return true;
    }
    log(`the cached addon for libtensorflow ${version} does not load (${state.reason})`);
  }
  return false;
}

/**
 * Compiles the addon against a library in the cache, and keeps it there too.
 * @throws ConvzooError when it does not compile, or does not load afterwards.
 */
export async function buildAddon(context: NativeContext, version: string): Promise<void> {
  const { run, log, packageFolder } = context;
  await linkLibrary(context, version);
  log(`compiling the addon against libtensorflow ${version}`);
  const nodePreGyp = resolveModule('@mapbox/node-pre-gyp/bin/node-pre-gyp', [packageFolder]);
  const { code, output } = await run(
    process.execPath,
    [nodePreGyp, 'install', '--build-from-source', ...installedHeaders()],
    { cwd: packageFolder },
  );
  if (code !== 0) {
    throw new ConvzooError(
      `The addon could not be compiled against libtensorflow ${version}:\n${tail(output, 20)}`,
    );
  }
  const state = await probeAddon(run, packageFolder);
  if (!state.loads) {
    throw new ConvzooError(
      `The addon was compiled against libtensorflow ${version} but does not load: ${state.reason}. ` +
        `Remove ${context.cache} and run this again`,
    );
  }
  await copyFolder(join(packageFolder, 'lib', NODE_API), addonFolder(context, version));
  log(`built it; kept a copy in ${context.cache}`);
}

async function linkLibrary(context: NativeContext, version: string): Promise<void> {
  const dependencies = join(context.packageFolder, 'deps');
  await rm(dependencies, { recursive: true, force: true });
  await symlink(libraryFolder(context, version), dependencies, 'dir');
}

/** Node's headers where its own installation has them; elsewhere node-gyp downloads them. */
function installedHeaders(): string[] {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
}
