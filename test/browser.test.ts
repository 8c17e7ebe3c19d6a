import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { build } from 'esbuild';
import { create, digits, find, fitToImages, parseRecipe, Trainer } from '../src';
import { load } from '../src/node';
import type { Prediction } from '../src/classifier';

const ROOT = join(__dirname, '..');
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
);

interface PageResult {
  predictions?: Prediction[];
  loss?: number;
  error?: string;
}

/** Serves the page, its script and weights/, opens the page in a browser, and waits for what it posts. */
async function resultOfPage(chromium: string): Promise<PageResult> {
  const bundle = await build({
    entryPoints: [join(ROOT, 'test/support/browser-page.ts')],
    bundle: true,
    platform: 'browser',
    write: false,
  });
  const script = bundle.outputFiles[0]?.contents ?? new Uint8Array();
  const profile = await mkdtemp(join(tmpdir(), 'browser-'));
  let deliver: (result: PageResult) => void = () => {};
  const result = new Promise<PageResult>((resolve) => (deliver = resolve));
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/result') {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => deliver(JSON.parse(body) as PageResult));
      response.end();
    } else if (path === '/') response.end('<!doctype html><script src="/page.js"></script>');
    else if (path === '/page.js') response.end(script);
    else
      readFile(join(ROOT, path)).then(
        (file) => response.end(file),
        () => response.writeHead(404).end(),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
  ];
  const more = ['--disable-component-update', '--disable-sync', `--user-data-dir=${profile}`];
  const browser = spawn(chromium, [...flags, ...more, `http://127.0.0.1:${port}/`], { stdio: 'ignore' });
  const ended = new Promise((resolve) => browser.on('close', resolve));
  try {
    return await result;
  } finally {
    browser.kill();
    await ended;
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (CHROMIUM === undefined) console.warn('skipped: there is no Chromium for the test in a browser');

(CHROMIUM === undefined ? describe.skip : describe)('the root export in a browser', () => {
  it('loads weights by URL, classifies and trains as it does in Node', async () => {
    const { error, predictions, loss } = await resultOfPage(CHROMIUM ?? '');
    expect(error).toBeUndefined();

    await tf.setBackend('cpu');
    const drawn = digits({ size: 40, seed: 3 });
    const classifier = await load('lenet5', { dataset: 'mnist' });
    const expected = await classifier.classify({ data: drawn.image(7), width: 28, height: 28 }, 10);
    expect(predictions?.map(({ className }) => className)).toEqual(
      expected.map(({ className }) => className),
    );
    predictions?.forEach(({ probability }, i) =>
      expect(probability).toBeCloseTo(expected[i]?.probability ?? NaN, 5),
    );

    const { inputShape, preprocessing } = fitToImages(find('lenet_300_100'), drawn.imageShape);
    const recipe = parseRecipe(
      {
        epochs: 1,
        batchSize: 20,
        optimizer: { name: 'adam' },
        schedule: { name: 'constant', learningRate: 0.001 },
        loss: { name: 'crossEntropy' },
      },
      'test',
    );
    const model = create('lenet_300_100', { inputShape, seed: 1 });
    const { history } = await new Trainer(model, recipe, preprocessing).fit(drawn);
    expect(loss).toBeCloseTo(history[0]?.loss ?? NaN, 4);
  }, 120_000);
});
