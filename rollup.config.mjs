import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dts } from 'rollup-plugin-dts';
import esbuild from 'rollup-plugin-esbuild';

const EXPORTS = { index: 'src/index.ts', node: 'src/node.ts' };
const COMMANDS = { 'scripts/convzoo': 'scripts/convzoo.ts' };
/** What worker threads run; both formats start the same file. */
const WORKERS = { 'workers/augmenting': 'src/data/augmenting-worker.node.ts' };

/** Every package stays an import, so that tfjs exists once in a program. */
const external = (id) => !/^[./]/.test(id);

const transpile = () => esbuild({ target: 'es2022', loaders: { '.json': 'json' } });

await rm('dist', { recursive: true, force: true });

/** One build a format: the entries share their modules through chunks, so the registry exists once. */
const output = (format, extension) => ({
  dir: 'dist',
  format,
  entryFileNames: `[name].${extension}`,
  chunkFileNames: `chunks/[name]-[hash].${extension}`,
});

export default [
  {
    input: { ...EXPORTS, ...COMMANDS, ...WORKERS },
    external,
    plugins: [transpile(), executables(Object.keys(COMMANDS))],
    output: output('cjs', 'cjs'),
  },
  { input: EXPORTS, external, plugins: [transpile(), requireInModules()], output: output('es', 'mjs') },
  {
    input: EXPORTS,
    external,
    plugins: [dts()],
    output: [output('es', 'd.mts'), output('es', 'd.cts')],
  },
];

/** Modules have no `require`; the engine loads the native addon with it, at the moment it is asked for. */
function requireInModules() {
  return {
    name: 'require-in-modules',
    renderChunk(code) {
      if (!/(?<!\.)\brequire\b/.test(code)) return null;
      const head =
        "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n";
      return { code: head + code, map: null };
    },
  };
}

function executables(names) {
  return {
    name: 'executables',
    async writeBundle({ dir }, bundle) {
      for (const { name, fileName, code } of Object.values(bundle)) {
        if (!names.includes(name)) continue;
        if (!code.startsWith('#!')) this.error(`${fileName}: its source must begin with #!/usr/bin/env node`);
        await chmod(join(dir, fileName), 0o755);
      }
    },
  };
}
