import './support/vega';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { fillIn, generatedReadme, generatedResults, zoo } from '../scripts/readme';
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

  const lecun = '1998 | [doi:10.1109/5.726791](https://doi.org/10.1109/5.726791)';
  const preactivation = '[arXiv:1603.05027](https://arxiv.org/abs/1603.05027)';

  test('the zoo has a row for each variant, folded by family, with paper, input and costs', () => {
    const folded = zoo([]).split('<details>\n').slice(1);
    const families = new Set(root.list().map(({ family }) => family));
    expect(folded).toHaveLength(families.size);
    const rows = folded
      .join('')
      .split('\n')
      .filter((line) => /^\| \w+ \| \d{4} \|/.test(line));
    expect(rows).toHaveLength(root.list().length);
    expect(rows).toContain(`| lenet5 | ${lecun} | 32x32x1 | 60,000 | 325,680 |`);
    expect(rows).toContain(`| preact_resnet20 | 2016 | ${preactivation} | 32x32x3 | 269,722 | 40,551,040 |`);
    expect(folded.find((family) => family.startsWith('<summary>lenet: 3 variants</summary>\n\n|'))).toMatch(
      /\|\n\n<\/details>\s*$/,
    );
  });

  test('the first variant of each family stands above what is folded, the oldest paper first', () => {
    const [head = ''] = zoo([]).split('<details>');
    const rows = head.split('\n').filter((line) => /^\| \w+ \| \w+ \| \d{4} \|/.test(line));
    expect(rows[0]).toBe(`| lenet | lenet5 | ${lecun} | 32x32x1 | 60,000 | 325,680 | 2 |`);
    const years = rows.map((row) => Number(/\d{4}/.exec(row)?.[0]));
    expect(years).toEqual([...years].sort());
  });

  test('weights have rows of their own, with the options that the model was built with', () => {
    const other = { ...SAMPLE_CARD, dataset: { ...SAMPLE_CARD.dataset, name: 'mnist', pixels: 'JPEG' } };
    const cifar10 = { ...SAMPLE_CARD.dataset, name: 'cifar10' };
    const narrow = { ...SAMPLE_CARD, dataset: cifar10, variant: 'vgg16_cifar', options: { alpha: 0.25 } };
    const lines = zoo([SAMPLE_CARD, other, narrow]).split('\n');
    const costs = '98.75 % | 266,610 | 266,200 | 533 kB | 1.3 × 2 |';
    expect(lines[0]).toBe("mnist's pixels: JPEG. Published figures are of original ones.");
    expect(lines.slice(4, 7)).toEqual([
      `| [lenet_300_100](weights/lenet_300_100-digits) | digits | ${costs}  |  |`,
      `| [lenet_300_100](weights/lenet_300_100-mnist) | mnist | ${costs} 98.36 % | +0.39 |`,
      `| [vgg16_cifar_alpha0.25](weights/vgg16_cifar_alpha0.25-cifar10) | cifar10 | ${costs} (92.64 %) | (+6.11) |`,
    ]);
  });

  test('RESULTS.md and its charts are what npm run readme writes', async () => {
    for (const [path, text] of await generatedResults()) {
      expect({ path, text: readFileSync(join(ROOT, path), 'utf8') }).toEqual({ path, text });
    }
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
  const [classify = '', browser = '', create = '', train = '', finetune = '', explain = '', ...others] =
    blocks('js');
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
    await picture(three()).toFile(join(folder, 'digit.png'));
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

  test('fine-tunes on a folder of images, and names what is wrong with it', async () => {
    const written = root.digits({ size: 60, seed: 5 });
    for (let i = 0; i < written.size; i++) {
      const parity = (written.labels[i] ?? 0) % 2 === 0 ? 'even' : 'odd';
      await mkdir(join(folder, 'photos', parity), { recursive: true });
      await picture(written.image(i)).toFile(join(folder, 'photos', parity, `${i}.png`));
    }
    await writeFile(join(folder, 'photos', 'odd', 'broken.png'), 'no image');
    await picture(three()).jpeg({ quality: 100 }).toFile(join(folder, 'image.jpg'));
    const [[problem], [predictions]] = (await run(finetune)) as [[string], [root.Prediction[]]];
    expect(problem).toContain('broken.png');
    expect(predictions.map(({ className }) => className).sort()).toEqual(['even', 'odd']);
    expect((await node.load(join(folder, 'my-model'))).classes).toEqual(['even', 'odd']);
  });

  test('explains an image', async () => {
    const [[name, drawn]] = (await run(explain)) as [[string, { data: Uint8Array }]];
    expect(name).toMatch(/^\d$/);
    expect(drawn.data).toHaveLength(3 * 28 * 28);
  });
});

/** Grey pixels of a digit for a file. */
function picture(pixels: Uint8Array): sharp.Sharp {
  return sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } });
}

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
