import { join } from 'node:path';
import sharp from 'sharp';
import { DATASETS } from '../../src/data/load.node';
import { writeAtomically } from '../../src/files.node';
import { chartPng, chartSvg } from '../../src/report/chart.node';
import { chartsOf } from './charts';
import { resultsPage, type Results } from './page';

/** Where the charts lie, from RESULTS.md. */
const CHARTS = 'bench/results';

/** RESULTS.md and its charts as SVG: text by path. */
export async function resultFiles(results: Results): Promise<Map<string, string>> {
  const { cards, zoo } = results;
  const files = new Map<string, string>();
  const charts: Record<string, { path: string; caption: string }[]> = {};
  for (const dataset of DATASETS) {
    const own = cards.filter((card) => card.dataset.name === dataset);
    for (const { name, caption, spec } of chartsOf(dataset, own, zoo)) {
      const path = `${CHARTS}/${dataset}-${name}.svg`;
      files.set(path, await chartSvg(spec));
      (charts[dataset] ??= []).push({ path, caption });
    }
  }
  return files.set('RESULTS.md', resultsPage(results, charts));
}

/** Writes them below a folder, and each chart as PNG too. */
export async function writeResults(folder: string, results: Results): Promise<void> {
  for (const [path, text] of await resultFiles(results)) {
    await writeAtomically(join(folder, path), text);
    if (!path.endsWith('.svg')) continue;
    const png = await sharp(chartPng(text)).png({ palette: true }).toBuffer();
    await writeAtomically(join(folder, path.replace(/svg$/, 'png')), png);
  }
}
