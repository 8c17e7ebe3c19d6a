import { join } from 'node:path';
import { ESLint } from 'eslint';

const ROOT = join(__dirname, '..');

// The import rules alone, without type information: the files below need not exist.
const eslint = new ESLint({
  cwd: ROOT,
  overrideConfigFile: true,
  overrideConfig: [
    { files: ['**/*.ts'], languageOptions: { parser: require('typescript-eslint').parser } },
    ...require('../eslint.imports.js').importRules,
  ],
});

async function complaints(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: join(ROOT, filePath) });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

const ONLY = 'Of the package, this part may only import';
const MODELS = 'Only src/index.ts, src/node.ts and models/index.ts know models';
const BROWSER = 'This module runs in a browser';
const TFJS = 'The only package this part may import is @tensorflow/tfjs';

it.each([
  ['src/layers/relu6.ts', '../data/dataset', ONLY],
  ['src/layers/relu6.ts', '../registry', ONLY],
  ['src/layers/relu6.ts', '../train/trainer', ONLY],
  ['src/layers/relu6.ts', '../../models', ONLY],
  ['src/layers/relu6.ts', 'zod', TFJS],
  ['src/data/folder.ts', '../layers/block', ONLY],
  ['src/data/folder.node.ts', '../train/step', ONLY],
  ['src/data/folder.node.ts', '../../scripts/train', ONLY],
  ['src/registry.ts', './layers/block', ONLY],
  ['src/registry.ts', './create', ONLY],
  ['src/registry.ts', '../models/lenet', ONLY],
  ['models/alexnet.ts', './lenet', ONLY],
  ['models/alexnet.ts', '../src/create', ONLY],
  ['models/alexnet.ts', '../src/train/trainer', ONLY],
  ['models/alexnet.ts', 'zod', TFJS],
  ['models/index.ts', '../src/create', ONLY],
  ['src/create.ts', '../models', MODELS],
  ['src/train/trainer.ts', '../../models/lenet', MODELS],
  ['scripts/train.ts', '../models', MODELS],
  ['bench/training.ts', '../models/lenet', MODELS],
  ['src/train/trainer.ts', '../../scripts/recipes', 'The package does not import its command lines'],
  ['src/finetune.ts', '../scripts/recipes', 'The package does not import its command lines'],
  ['src/classifier.ts', '../scripts/predict', 'The package does not import its command lines'],
  ['src/convert/keras.ts', '../../scripts/export', 'The package does not import its command lines'],
  ['src/report/plot.node.ts', '../../scripts/train', 'The package does not import its command lines'],
  ['src/node.ts', '../test/support/layers', 'The package does not import its command lines'],
  ['src/train/trainer.ts', '../report/complexity', 'This part may not import convert or report'],
  ['src/train/run.node.ts', '../convert/keras', 'This part may not import convert or report'],
  ['src/convert/keras.ts', '../report/complexity', 'This part may not import report'],
  ['src/predict/fold.ts', '../train/step', 'This part may not import convert or data or report or train'],
  ['src/create.ts', 'node:fs/promises', BROWSER],
  ['src/create.ts', 'path', BROWSER],
  ['src/create.ts', 'sharp', BROWSER],
  ['src/create.ts', 'tar', BROWSER],
  ['src/create.ts', 'commander', BROWSER],
  ['src/create.ts', 'cli-progress', BROWSER],
  ['src/create.ts', 'proper-lockfile', BROWSER],
  ['src/create.ts', '@resvg/resvg-js', BROWSER],
  ['src/create.ts', '@tensorflow/tfjs-node', BROWSER],
  ['src/create.ts', './files.node', BROWSER],
  ['src/create.ts', './node', BROWSER],
  ['src/index.ts', './engine/start.node', BROWSER],
  ['src/layers/relu6.ts', '../files.node', BROWSER],
  ['src/data/folder.ts', './load.node', BROWSER],
  ['models/alexnet.ts', 'node:fs', BROWSER],
  ['models/index.ts', '../src/node', BROWSER],
  ['src/create.ts', '@tensorflow/tfjs-core/dist/ops/conv2d', 'Import @tensorflow packages from their roots'],
  ['scripts/train.ts', '@tensorflow/tfjs/dist/index', 'Import @tensorflow packages from their roots'],
  [
    'test/create.test.ts',
    '@tensorflow/tfjs-layers/dist/exports',
    'Import @tensorflow packages from their roots',
  ],
])('%s may not import, re-export or load %s', async (file, imported, reason) => {
  const forms = [
    `import { something } from '${imported}';\nsomething();`,
    `import type { Something } from '${imported}';\nexport type Other = Something;`,
    `export { something } from '${imported}';`,
    `export const something = import('${imported}');`,
  ];
  for (const form of forms) {
    expect(await complaints(file, form)).toContainEqual(expect.stringContaining(reason));
  }
});

it.each([
  [
    'src/layers/relu6.ts',
    ['@tensorflow/tfjs', './shapes', '../ops/grouped-conv2d', '../errors', '../random'],
  ],
  ['src/data/folder.ts', ['@tensorflow/tfjs', './dataset', '../suggest', '../preprocessing']],
  ['src/data/folder.node.ts', ['node:fs', 'sharp', './load.node', '../files.node', '../errors']],
  ['src/registry.ts', ['@tensorflow/tfjs', './errors', './suggest']],
  ['src/create.ts', ['./registry', './seeded', 'zod']],
  ['src/train/trainer.ts', ['../data/dataset', '../scores', './step']],
  ['src/report/complexity.ts', ['../layers/block', '../convert/keras']],
  ['src/predict/predictor.ts', ['../engine/freeze', '../layers/block', './fold']],
  ['src/index.ts', ['../models', './create']],
  ['src/node.ts', ['../models', './index', './engine/start.node', 'node:path']],
  ['models/alexnet.ts', ['../src/registry', '../src/layers/block', '../src/top', '../src/errors']],
  ['models/index.ts', ['./lenet', './alexnet']],
  ['scripts/train.ts', ['node:fs', 'commander', '../src/node', './options', '@tensorflow/tfjs']],
  ['test/create.test.ts', ['../models', '../src/create', 'node:fs']],
])('%s may import what the design allows it', async (file, imported) => {
  const code = imported.map((name, i) => `import { something as s${i} } from '${name}';\ns${i}();`);
  expect(await complaints(file, code.join('\n'))).toEqual([]);
});

it.each([
  ['src/create.ts', 'process.env.HOME'],
  ['src/layers/relu6.ts', "require('node:fs')"],
  ['models/lenet.ts', 'Buffer.alloc(1)'],
])('%s may not use the global in %s', async (file, code) => {
  expect(await complaints(file, `export const something = ${code};`)).toContainEqual(
    expect.stringContaining(BROWSER),
  );
});

it('no module finds a file by __dirname, which differs once bundled', async () => {
  expect(await complaints('src/weights/find.node.ts', 'export const here = __dirname;')).toEqual([
    expect.stringContaining('see packageRoot()'),
  ]);
});
