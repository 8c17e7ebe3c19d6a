import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Card } from '../src/card';
import type { Prediction } from '../src/classifier';
import { sha256 } from '../src/files.node';
import { CHROMIUM } from './support/chromium';
import { resultOfPage } from './support/page';

const ROOT = join(__dirname, '..');
const BIN = join(ROOT, 'node_modules/.bin');
const MINUTES = 60_000;

/** An empty project with the packed package installed, as a user has it. */
let project: string;
let tarball: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'convzoo-package-'));
  run(ROOT, 'npm', 'pack', '--pack-destination', project);
  tarball = join(project, readdirSync(project)[0] ?? '');
  write('package.json', JSON.stringify({ name: 'user', private: true }));
  run(project, 'npm', 'install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', tarball);
}, 5 * MINUTES);

afterAll(() => rmSync(project, { recursive: true, force: true }));

const WHAT_IT_DOES = `
  const parameters = (model) =>
    model.trainableWeights.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0);
  (async () => {
    const engine = await node.startEngine('wasm');
    const probabilities = root.create('lenet5', { seed: 1 }).predict(tf.zeros([1, 32, 32, 1]));
    const classifier = await node.load('lenet5', { dataset: 'mnist' });
    console.log(JSON.stringify({
      pretrained: [classifier.card.variant, classifier.card.sha256['model.json'].length, classifier.classes.length],
      names: root.list().map(({ name }) => name),
      parameters: [parameters(root.create('lenet5')), parameters(node.create('lenet5'))],
      isOneRegistry: node.create === root.create && node.list === root.list,
      areOneSetOfLayers: node.Block === root.Block && node.Dataset === root.Dataset,
      engine: engine.name,
      backend: tf.getBackend(),
      shape: probabilities.shape,
      total: probabilities.sum().dataSync()[0],
    }));
  })();`;

const NAMES = ['convzoo', 'convzoo/node', '@tensorflow/tfjs'];
const VARIABLES = ['root', 'node', 'tf'];

it.each([
  ['import', 'user.mjs', NAMES.map((name, i) => `import * as ${VARIABLES[i]} from '${name}';`)],
  ['require', 'user.cjs', NAMES.map((name, i) => `const ${VARIABLES[i]} = require('${name}');`)],
])('%s finds one zoo behind both entries, and its models run', (_, file, imports) => {
  write(file, imports.join('\n') + WHAT_IT_DOES);
  const { total, names, ...found } = JSON.parse(lastLine(run(project, process.execPath, file)));
  expect(names).toContain('lenet5');
  expect(total).toBeCloseTo(1, 5);
  expect(found).toEqual({
    pretrained: ['lenet5', 64, 10],
    parameters: [60_000, 60_000],
    isOneRegistry: true,
    areOneSetOfLayers: true,
    engine: 'wasm',
    backend: 'wasm',
    shape: [1, 10],
  });
});

/** Counts the threads of a training; the counting class stands in before the package asks for the real one. */
const TRAINS = `
  (async () => {
    const threads = { started: 0, ended: 0 };
    const { Worker } = threading;
    threading.Worker = class extends Worker {
      constructor(...given) {
        super(...given);
        threads.started++;
        this.on('exit', () => threads.ended++);
      }
    };
    syncBuiltinESMExports();
    await node.startEngine('wasm');
    const { preprocessing, inputShape } = node.fitToImages(node.find('lenet_300_100'), [28, 28, 1]);
    const recipe = node.parseRecipe({
      epochs: 2,
      batchSize: 500,
      optimizer: { name: 'sgd' },
      schedule: { name: 'constant', learningRate: 0.01 },
      loss: { name: 'crossEntropy' },
      augmentation: { elastic: { alpha: 34, sigma: 4 } },
    }, 'elastic');
    const trainer = new node.Trainer(node.create('lenet_300_100', { inputShape }), recipe, preprocessing);
    const { history } = await trainer.fit(node.digits({ size: 5000, seed: 1 }));
    console.log(JSON.stringify({ epochs: history.length, threads }));
  })();`;

it.each([
  [
    'import',
    'trains.mjs',
    `import threading from 'node:worker_threads'; import { syncBuiltinESMExports } from 'node:module';
     import * as node from 'convzoo/node';`,
  ],
  [
    'require',
    'trains.cjs',
    `const threading = require('node:worker_threads'); const { syncBuiltinESMExports } = require('node:module');
     const node = require('convzoo/node');`,
  ],
])('a training after %s augments images in a thread of its own and ends it', (_, file, imports) => {
  write(file, imports + TRAINS);
  const found: unknown = JSON.parse(lastLine(run(project, process.execPath, file)));
  expect(found).toEqual({ epochs: 2, threads: { started: 2, ended: 2 } });
});

const shipped = () => join(project, 'node_modules/convzoo/weights');

it('it holds every file of the weights, whole', () => {
  const tags = readdirSync(shipped()).sort();
  expect(tags).toEqual(readdirSync(join(ROOT, 'weights')).sort());
  for (const tag of tags) {
    const read = (file: string) => readFileSync(join(shipped(), tag, file));
    const card = JSON.parse(read('card.json').toString()) as Card;
    const hashes = Object.keys(card.sha256).map((file) => [file, sha256(read(file))]);
    expect([tag, Object.fromEntries(hashes)]).toEqual([tag, card.sha256]);
  }
});

it('its weights have addresses below its name, for a bundler or a server to copy', () => {
  const variant = "require('convzoo/weights/lenet5-mnist/card.json').variant";
  expect(lastLine(run(project, process.execPath, '-p', variant))).toBe('lenet5');
});

/** Loads weights of each data set and names drawn digits, where every connection fails. */
const OFFLINE = `
  const net = require('node:net');
  const refuse = () => { throw new Error('there is no network'); };
  net.Socket.prototype.connect = refuse;
  globalThis.fetch = refuse;
  const node = require('convzoo/node');
  (async () => {
    await node.startEngine('wasm');
    const tags = await node.pretrainedTags();
    const datasets = [...new Set(tags.map(({ dataset }) => dataset))];
    for (const dataset of datasets) await node.load(tags.find((each) => each.dataset === dataset).tag);
    const classifier = await node.load('lenet5-mnist');
    const drawn = node.digits({ size: 40, seed: 3 });
    const images = Array.from(drawn.labels, (_, i) => ({ data: drawn.image(i), width: 28, height: 28 }));
    const predictions = await classifier.classify(images, 10);
    const correct = predictions.filter(([{ label }], i) => label === drawn.labels[i]).length;
    console.log(JSON.stringify({ datasets, correct, unsure: predictions[7] }));
  })();`;

const PAGE = `
  import * as tf from '@tensorflow/tfjs';
  import { digits, load } from 'convzoo';
  globalThis.result = (async () => {
    await tf.setBackend('cpu');
    const classifier = await load('lenet5-mnist', { from: location.origin + '/weights' });
    return classifier.classify({ data: digits({ size: 40, seed: 3 }).image(7), width: 28, height: 28 }, 10);
  })();`;

interface Offline {
  datasets: string[];
  /** Of 40 digits. */
  correct: number;
  /** Of one that is like two classes. */
  unsure: Prediction[];
}

function offline(): Offline {
  write('offline.cjs', OFFLINE);
  return JSON.parse(lastLine(run(project, process.execPath, 'offline.cjs'))) as Offline;
}

it('its weights load without a network', () => {
  const { datasets, correct } = offline();
  expect(datasets).toContain('mnist');
  expect(correct).toBeGreaterThan(25);
});

(CHROMIUM === undefined ? it.skip : it)(
  'its weights load by URL in a browser, and say the same there',
  async () => {
    write('page.mjs', PAGE);
    const page = { script: join(project, 'page.mjs'), weights: shipped() };
    const { result, requests } = await resultOfPage<Prediction[]>(CHROMIUM ?? '', page);
    const expected = offline().unsure;
    expect(result.map(({ className }) => className)).toEqual(expected.map(({ className }) => className));
    result.forEach(({ probability }, i) =>
      expect(probability).toBeCloseTo(expected[i]?.probability ?? NaN, 4),
    );
    const files = ['card.json', 'model.json', 'group1-shard1of1.bin'];
    expect(requests.filter((url) => url.startsWith('/weights')).sort()).toEqual(
      files.map((file) => `/weights/lenet5-mnist/${file}`).sort(),
    );
    expect(requests.filter((url) => !url.startsWith('/'))).toEqual([]);
  },
  MINUTES,
);

const TYPED = `
  import type * as tf from '@tensorflow/tfjs';
  import { create, list, type CreateOptions } from 'convzoo';
  import { startEngine } from 'convzoo/node';

  const options: CreateOptions = { classes: 10, seed: 1 };
  export const model: tf.LayersModel = create('lenet5', options);
  export const parameters: number | undefined = list()[0]?.facts.params;
  export const engine: Promise<string> = startEngine('wasm').then(({ name }) => name);
  // @ts-expect-error: the types are not any
  create(5);
  // @ts-expect-error
  startEngine(5);
`;

it.each([
  ['nodenext', 'typed.mts'],
  ['nodenext', 'typed.cts'],
  ['bundler', 'typed.ts'],
])('its types hold under moduleResolution %s in %s', (moduleResolution, file) => {
  write(file, TYPED);
  const module = moduleResolution === 'nodenext' ? 'nodenext' : 'esnext';
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2022',
    module,
    moduleResolution,
    types: [],
    skipLibCheck: true,
  };
  write('tsconfig.json', JSON.stringify({ compilerOptions, files: [file] }));
  expect(spawn(project, join(BIN, 'tsc'), '-p', '.').stdout).toBe('');
});

it('its command runs from the project that installed it', () => {
  const help = run(project, 'npx', 'convzoo', '--help');
  expect(help).toMatch(/^Usage: convzoo /);
  for (const command of ['list', 'train', 'evaluate', 'predict', 'export', 'doctor']) {
    expect(help).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
  }
});

interface Metafile {
  inputs: Record<string, { imports: { path: string; external?: boolean }[] }>;
}

it('its root export bundles for a browser, without any module of Node', () => {
  write('browser.mjs', "import { create, list } from 'convzoo';\nconsole.log(create('lenet5'), list());");
  run(
    project,
    join(BIN, 'esbuild'),
    ...['browser.mjs', '--bundle', '--platform=browser', '--format=esm'],
    ...['--outfile=browser-bundle.js', '--metafile=browser.json', '--log-level=error'],
  );
  const { inputs } = JSON.parse(readFileSync(join(project, 'browser.json'), 'utf8')) as Metafile;
  const own = Object.entries(inputs).filter(([path]) => path.startsWith('node_modules/convzoo/'));
  const imported = own.flatMap(([, { imports }]) => imports);
  expect(own.map(([path]) => path)).toContain('node_modules/convzoo/dist/index.mjs');
  expect(imported.filter(({ path, external }) => external || path.startsWith('(disabled)'))).toEqual([]);
  // Unlike this package, some of those that it imports ask for Node's modules, if they are there.
  expect(Object.keys(inputs).filter((path) => /tfjs-node|sharp|resvg|proper-lockfile/.test(path))).toEqual(
    [],
  );
});

it('publint and arethetypeswrong find nothing wrong with it', () => {
  run(ROOT, process.execPath, '.ci/check-package.mjs', tarball);
});

function write(file: string, content: string): void {
  writeFileSync(join(project, file), content);
}

function spawn(cwd: string, command: string, ...args: string[]) {
  return spawnSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function run(cwd: string, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawn(cwd, command, ...args);
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')}: exit code ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

function lastLine(output: string): string {
  return output.trimEnd().split('\n').at(-1) ?? '';
}
