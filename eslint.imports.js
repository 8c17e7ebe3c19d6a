// "What may import what" of the design: each set of files, and what its imports may not be.
const { builtinModules } = require('node:module');

const NODE_FILES = ['src/**/*.node.ts', 'src/node.ts'];

const NODE_PACKAGES = [
  '@resvg/resvg-js',
  '@tensorflow/tfjs-node',
  'cli-progress',
  'commander',
  'csv-parse',
  'dejavu-fonts-ttf',
  'env-paths',
  'proper-lockfile',
  'protobufjs',
  'sharp',
  'tar',
  'webgpu',
];

/** Modules of src/ that every part may use: they know no model, no training and no data set. */
const HELPERS =
  'errors|files\\.node|fit|lock\\.node|package\\.node|pixels|preprocessing|random|seeded|suggest';

const DEEP = {
  regex: '^@tensorflow/[^/]+/.',
  message: 'Import @tensorflow packages from their roots: deep imports break under ESM (tfjs#7992).',
};

const NODE = {
  regex: `^(node:.+|(${[...builtinModules, ...NODE_PACKAGES].join('|')})(/.*)?|\\..*\\.node|\\.\\.?/(.*/)?node)$`,
  message: 'This module runs in a browser; what needs Node stands in *.node.ts, behind convzoo/node.',
};

const MODELS = {
  regex: '^(\\.\\./)+models(/.*)?$',
  message: 'Only src/index.ts, src/node.ts and models/index.ts know models; others ask the registry.',
};

const COMMANDS = {
  regex: '^(\\.\\./)+(scripts|test|bench)(/.*)?$',
  message: 'The package does not import its command lines, tests or benchmarks.',
};

const PACKAGES = {
  regex: '^(?!\\.|@tensorflow/tfjs$)',
  message: 'The only package this part may import is @tensorflow/tfjs.',
};

const folders = (...names) => ({
  regex: `^\\.\\.?/(.*/)?(${names.join('|')})(\\.node)?(/.*)?$`,
  message: `This part may not import ${names.join(' or ')}.`,
});

/** Of the relative imports that begin with `start`, only `allowed`. */
const only = (start, allowed) => ({
  regex: `^(${start})(?!(\\.\\./)*(${allowed})$)`,
  message: `Of the package, this part may only import ${allowed.replaceAll('\\', '').replaceAll('|', ', ')}.`,
});

/** `no-restricted-imports` does not see `import()`: the second rule does. */
const imports = (files, ...patterns) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: [DEEP, ...patterns] }],
    'no-restricted-syntax': [
      'error',
      ...[DEEP, ...patterns].map(({ regex, message }) => ({
        selector: `ImportExpression > Literal[value=/${regex.replaceAll('/', '\\/')}/]`,
        message,
      })),
    ],
  },
});

const globals = (names, message) => ({
  'no-restricted-globals': ['error', ...names.map((name) => ({ name, message }))],
});

/** The files of a folder, those that run in a browser and those that need Node. */
const folder = (path, ...patterns) => [
  imports([`${path}/**/*.ts`], NODE, ...patterns),
  imports([`${path}/**/*.node.ts`], ...patterns),
];

// Of two entries for the same file the later one holds.
exports.importRules = [
  imports(['test/**/*.ts']),
  imports(['scripts/**/*.ts', 'bench/**/*.ts'], MODELS),
  ...folder('src', MODELS, COMMANDS),
  ...folder('src/train', MODELS, COMMANDS, folders('convert', 'report')),
  ...folder('src/predict', MODELS, COMMANDS, folders('convert', 'data', 'report', 'train')),
  ...folder('src/convert', MODELS, COMMANDS, folders('report')),
  ...folder('src/data', only('\\.\\./', HELPERS)),
  ...folder('src/layers', PACKAGES, only('\\.\\./', `ops/.+|${HELPERS}`)),
  imports(['src/registry.ts'], NODE, PACKAGES, only('\\.\\.?/', `family-option|${HELPERS}`)),
  imports(
    ['models/*.ts'],
    NODE,
    PACKAGES,
    only('\\.\\.?/', `src/layers/.+|src/registry|src/top|src/family-option|src/(${HELPERS})`),
  ),
  imports(['models/index.ts'], NODE, PACKAGES, only('\\.\\./', 'src/registry')),
  imports(['src/index.ts'], NODE, COMMANDS),
  imports(['src/node.ts'], COMMANDS),
  {
    files: ['src/**/*.ts', 'models/**/*.ts'],
    ignores: NODE_FILES,
    rules: globals(
      ['require', 'process', 'Buffer', 'global', 'setImmediate', '__dirname', '__filename'],
      NODE.message,
    ),
  },
  {
    files: [...NODE_FILES, 'scripts/**/*.ts'],
    rules: globals(['__dirname', '__filename'], 'It is another folder once bundled: see packageRoot().'),
  },
];
