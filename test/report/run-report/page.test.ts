import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import '../../support/vega';
import { writeRunReport } from '../../../src/report/run-report.node';
import { CHROMIUM, withTab, type Tab } from '../../support/chromium';
import { colouredRun } from '../../support/coloured-run';

let folder: string;
/** Of a few classes, and of so many that the confusion matrix is a picture. */
const pages = { few: '', many: '' };

beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'convzoo-page-'));
  for (const [name, classes] of [
    ['few', 3],
    ['many', 27],
  ] as const) {
    const facts = colouredRun({ classes, images: 3 * classes });
    pages[name] = await writeRunReport(join(folder, name), facts);
    facts.model.dispose();
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(['few', 'many'] as const)('the page of a run with %s classes', (name) => {
  let text: string;
  beforeAll(async () => {
    text = await readFile(pages[name], 'utf8');
  });

  it('needs nothing else: no script, and no address that is fetched', () => {
    expect(text).not.toMatch(/<(script|link|iframe|object|embed)\b/i);
    expect(text).not.toMatch(/@import|url\(/);
    expect(text).not.toMatch(/\son\w+=/);
    const sources = [...text.matchAll(/\s(?:src|srcset|href|xlink:href|action|data)="([^"]*)"/g)];
    expect(sources.length).toBeGreaterThan(10);
    for (const [, source] of sources) expect(source).toMatch(/^(#[\w-]+|data:image\/png;base64,[\w+/=]+)$/);
  });

  it('shows names of classes as text', () => {
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).toContain('&quot;red&quot; &amp; &#39;blue&#39;');
    expect(text).toContain('<h1>net_of_&lt;b&gt;test&lt;/b&gt; on colours</h1>');
  });

  it('says what fine-tuned weights began as', () => {
    expect(text).toContain('<p>Fine-tuned from the weights resnet20-cifar10.</p>');
  });

  it('closes every element that it opens, in order, and has each id once', () => {
    const open: string[] = [];
    const stray: string[] = [];
    for (const [tag, close, element = '', selfClosed] of text.matchAll(/<(\/?)([a-z]\w*)[^>]*?(\/?)>/gi)) {
      if (/^(meta|img)$/.test(element) || selfClosed === '/') continue;
      if (close === '') open.push(element);
      else if (open.pop() !== element) stray.push(tag);
    }
    expect([open, stray]).toEqual([[], []]);
    const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of text.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
  });
});

if (CHROMIUM === undefined) console.warn('skipped: there is no Chromium to open a report in');

/** What a reader meets, measured in the page. */
const LOOK = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isSeen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0;
  };
  const unseen = (selector) => all(selector).filter((element) => !isSeen(element)).map(({ outerHTML }) => outerHTML.slice(0, 80));
  return {
    headings: all('h1, h2, h3').map(({ localName }) => localName).join(' '),
    counts: { img: all('img').length, svg: all('svg').length },
    unseen: unseen('h1, h2, h3, img, svg, table:not(details table)'),
    undecoded: all('img').filter(({ complete, naturalWidth }) => !complete || naturalWidth === 0).length,
    withoutAlt: all('img:not([alt]), svg:not([aria-label])').length,
    withoutCaption: all('table').filter(({ caption }) => caption === null).length,
    headsWithoutScope: all('th:not([scope])').length,
    unreachable: all('.scroll').filter(({ tabIndex }) => tabIndex !== 0).length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    text: getComputedStyle(document.body).color,
    background: getComputedStyle(document.body).backgroundColor,
    chartInk: getComputedStyle(document.querySelector('svg text')).fill,
    chartLine: getComputedStyle(document.querySelector('svg .mark-line path')).stroke,
  };
})()`;

interface Look {
  headings: string;
  counts: { img: number; svg: number };
  overflow: number;
  text: string;
  background: string;
  chartInk: string;
  chartLine: string;
}

async function look(tab: Tab, path: string, scheme: 'light' | 'dark', width: number): Promise<Look> {
  await tab.send('Emulation.setEmulatedMedia', {
    features: [{ name: 'prefers-color-scheme', value: scheme }],
  });
  await tab.send('Emulation.setDeviceMetricsOverride', {
    width,
    height: 800,
    deviceScaleFactor: 1,
    mobile: false,
  });
  await tab.open(pathToFileURL(path).href);
  return tab.evaluate<Look>(LOOK);
}

(CHROMIUM === undefined ? describe.skip : describe)('in a browser', () => {
  it('everything is seen, reachable and named, in light and dark, also on a narrow screen', async () => {
    await withTab(CHROMIUM ?? '', async (tab) => {
      for (const path of Object.values(pages)) {
        const light = await look(tab, path, 'light', 1200);
        const dark = await look(tab, path, 'dark', 1200);
        const narrow = await look(tab, path, 'light', 400);
        for (const seen of [light, dark, narrow]) {
          expect(seen).toMatchObject({
            unseen: [],
            undecoded: 0,
            withoutAlt: 0,
            withoutCaption: 0,
            headsWithoutScope: 0,
            unreachable: 0,
            overflow: 0,
          });
          expect(seen.headings).toMatch(/^h1( h2( h3)*){9}$/);
          expect(seen.counts.img).toBeGreaterThan(4);
          expect(seen.counts.svg).toBe(path === pages.few ? 4 : 5);
          expect(seen.chartInk).toBe(seen.text);
        }
        for (const key of ['text', 'background', 'chartLine'] as const)
          expect(dark[key]).not.toBe(light[key]);
      }
      expect(tab.events('Log.entryAdded')).toEqual([]);
      expect(tab.events('Runtime.exceptionThrown')).toEqual([]);
      expect(tab.events('Runtime.consoleAPICalled')).toEqual([]);
      const fetched = tab
        .events('Network.requestWillBeSent')
        .map(({ request }) => (request as { url: string }).url);
      expect(fetched.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
    });
  });
});
