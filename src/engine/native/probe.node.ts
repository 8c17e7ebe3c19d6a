import type { RunCommand } from './command.node';

/** What loading the addon in a process of its own showed. */
export type AddonState =
  | { readonly loads: true; readonly libtensorflow: string }
  | { readonly loads: false; readonly reason: string };

const SCRIPT = `
const tf = require(process.argv[1]);
console.log('libtensorflow=' + tf.backend().binding.TF_Version);`;

/**
 * Loads the addon in a process of its own: a library built for another processor would take this one down.
 * @param packageFolder where @tensorflow/tfjs-node is.
 */
export async function probeAddon(run: RunCommand, packageFolder: string): Promise<AddonState> {
  const { code, output } = await run(process.execPath, ['-e', SCRIPT, packageFolder], {
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
  });
  const libtensorflow = /libtensorflow=(\S+)/.exec(output)?.[1];
  if (code === 0 && libtensorflow !== undefined) return { loads: true, libtensorflow };
  return { loads: false, reason: code === null ? 'the process that loaded it was killed' : reasonIn(output) };
}

function reasonIn(output: string): string {
  if (/Cannot find module '.*tfjs-node'/.test(output))
    return 'the package @tensorflow/tfjs-node is not installed';
  if (output.includes('native addon module')) return 'the native addon of @tensorflow/tfjs-node is not built';
  return /^\w*Error: (.+)$/m.exec(output)?.[1] ?? 'it does not load';
}
