import { existsSync } from 'node:fs';
import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tar from 'tar';
import { ConvzooError } from '../../errors';
import { tail } from './command.node';
import { TFJS_NODE_VERSION, type NativeContext } from './context.node';
import { copyFolder, writeFolder } from './files.node';

/**
 * Puts the package @tensorflow/tfjs-node in its place if it is absent. It brings its own dependencies along in its
 * own folder, so that nothing else of the project changes: `npm install` would remove packages that the project's
 * lockfile does not know.
 */
export async function placePackage(context: NativeContext): Promise<void> {
  const { cache, log, packageFolder } = context;
  if (existsSync(join(packageFolder, 'package.json'))) return;
  const kept = join(cache, `tfjs-node-${TFJS_NODE_VERSION}`);
  if (!existsSync(kept)) {
    log(`fetching the package @tensorflow/tfjs-node ${TFJS_NODE_VERSION} with npm`);
    await writeFolder(kept, (staging) => fetchPackage(context, staging));
  }
  await copyFolder(kept, packageFolder);
  log(`placed @tensorflow/tfjs-node ${TFJS_NODE_VERSION} in ${packageFolder}`);
}

async function fetchPackage({ run }: NativeContext, folder: string): Promise<void> {
  const npm = async (...args: string[]): Promise<void> => {
    const { code, output } = await run('npm', args, { cwd: folder });
    if (code !== 0) {
      throw new ConvzooError(
        `npm could not fetch @tensorflow/tfjs-node ${TFJS_NODE_VERSION} (npm ${args[0]}); ` +
          `check the connection to your npm registry:\n${tail(output)}`,
      );
    }
  };
  await npm('pack', `@tensorflow/tfjs-node@${TFJS_NODE_VERSION}`);
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new ConvzooError(`npm pack wrote no archive into ${folder}`);
  await tar.x({ file: join(folder, archive), cwd: folder, strip: 1 });
  await rm(join(folder, archive));

  const manifest = join(folder, 'package.json');
  const original = `${manifest}.original`;
  await rename(manifest, original);
  await writeFile(manifest, withoutTfjs(await readFile(original, 'utf8')));
  await npm('install', '--ignore-scripts', '--omit=dev', '--no-package-lock', '--no-audit', '--no-fund');
  await rename(original, manifest);
}

/** The manifest without the dependency on TensorFlow.js, which must be the project's own. */
function withoutTfjs(manifest: string): string {
  const {
    dependencies,
    devDependencies: _,
    ...rest
  } = JSON.parse(manifest) as {
    dependencies: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  const { '@tensorflow/tfjs': _tfjs, ...others } = dependencies;
  return JSON.stringify({ ...rest, dependencies: others });
}
