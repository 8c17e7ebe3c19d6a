import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { fillIn, generatedReadme, zooTable } from '../scripts/readme';
import * as root from '../src/index';
import * as node from '../src/node';
import { SAMPLE_CARD } from './support/sample-card';

const ROOT = join(__dirname, '..');
const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code);

describe('what is generated', () => {
  test('README.md is what npm run readme writes', async () => {
    expect(text).toBe(await generatedReadme());
  });

  test('parts are replaced between their marks, and only there', () => {
    const before = 'a\n<!-- generated:x -->\nold\n<!-- /generated:x -->\nb\n';
    const after = 'a\n<!-- generated:x -->\n\nnew $1\n\n<!-- /generated:x -->\nb\n';
    expect(fillIn(before, { x: 'new $1' })).toBe(after);
    expect(fillIn(after, { x: 'new $1' })).toBe(after);
  });

  test('a part without marks and marks without a part are errors', () => {
    expect(() => fillIn('nothing here', { zoo: '' })).toThrow('lacks the marks');
    expect(() => fillIn('<!-- generated:y -->\n<!-- /generated:y -->', {})).toThrow("generates a part 'y'");
  });

  test('the zoo has a line for each variant, with its weights where there are some', () => {
    const other = { ...SAMPLE_CARD, dataset: { ...SAMPLE_CARD.dataset, name: 'mnist', pixels: 'JPEG' } };
    const lines = zooTable([SAMPLE_CARD, other]).split('\n');
    expect(lines).toHaveLength(2 + root.list().length + 1);
    expect(lines).toContain('| lenet5 | 1998 | 32x32x1 | 60,000 | 325,680 |  |  |  |');
    const mlp = '| lenet_300_100 | 1998 | 28x28x1 | 266,610 | 266,200 |';
    expect(lines).toContain(`${mlp} [digits](weights/lenet_300_100-digits) | 98.75 % | 533 kB |`);
    expect(lines).toContain(`${mlp} [mnist](weights/lenet_300_100-mnist) (JPEG) | 98.75 % | 533 kB |`);
  });
});

describe('what it tells to type', () => {
  test('every npm script it names is there', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script);
    expect(named.length).toBeGreaterThan(4);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  test('every file it points to is there', () => {
    const paths = [...text.matchAll(/\]\(((?!https?:)[^)]+)\)/g)].map(([, path = '']) => path);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('its code', () => {
  const [classify = '', browser = '', create = '', train = '', ...others] = blocks('js');
  const before = process.cwd();
  let folder: string;
  let server: Server;

  beforeAll(async () => {
    await node.startEngine('wasm');
    folder = await mkdtemp(join(tmpdir(), 'convzoo-readme-'));
    server = createServer((request, response) => {
      readFile(join(ROOT, request.url ?? '')).then(
        (content) => response.end(content),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await sharp(three(), { raw: { width: 28, height: 28, channels: 1 } }).toFile(join(folder, 'digit.png'));
    process.chdir(folder);
  });

  afterAll(async () => {
    process.chdir(before);
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  test('is all run here', () => {
    expect(others).toEqual([]);
  });

  test('classifies a file', async () => {
    const [[predictions]] = (await run(classify)) as [[root.Prediction[]]];
    expect(predictions[0]?.className).toBe('3');
    expect(predictions).toHaveLength(3);
  });

  test('loads weights from a server', async () => {
    const { port } = server.address() as AddressInfo;
    const document = { querySelector: () => ({ data: three(), width: 28, height: 28 }) };
    const code = browser.replace('https://your.site', `http://127.0.0.1:${port}`);
    expect(code).not.toBe(browser);
    const [[predictions]] = (await run(code, { document })) as [[root.Prediction[]]];
    expect(predictions[0]?.className).toBe('3');
  });

  test('makes a model', async () => {
    const summary = jest.spyOn(console, 'log').mockImplementation();
    await run(create);
    expect(summary.mock.calls.flat().join('\n')).toMatch(/\[null,26\]/);
    summary.mockRestore();
  });

  test('trains', async () => {
    const [[history]] = (await run(train)) as [[{ accuracy: number; epoch: number }[]]];
    expect(history).toHaveLength(1);
    expect(history[0]?.accuracy).toBeGreaterThan(0.25);
  });
});

/** A drawn digit that looks like any other 3. */
function three(): Uint8Array {
  return root.digits({ size: 10, seed: 3 }).image(3);
}

/** Runs a snippet as a module and returns what it logged, on the engine that runs already. */
async function run(code: string, globals: Record<string, unknown> = {}): Promise<unknown[][]> {
  const modules = { convzoo: root, 'convzoo/node': { ...node, startEngine: async () => undefined } };
  const logged: unknown[][] = [];
  const body = code.replaceAll(/^import (\{[^}]*\}) from '([^']+)';$/gm, 'const $1 = modules["$2"];');
  const names = { modules, console: { log: (...values: unknown[]) => logged.push(values) }, ...globals };
  const AsyncFunction = (async () => undefined).constructor as new (
    ...args: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction(...Object.keys(names), body)(...Object.values(names));
  return logged;
}
