import type { TopLevelSpec } from 'vega-lite';
import { writeAtomically } from '../../../files.node';
import { chartPng, chartSvg } from '../../chart.node';
import { SCHEMES } from '../colours';
import { html, Html } from '../html';
import { withColours } from './style';

/** A chart for a page: it takes the page's colours. */
export async function inlineChart(spec: TopLevelSpec, label: string): Promise<Html> {
  const svg = await chartSvg(spec);
  return new Html(svg.replace('<svg ', () => html`<svg role="img" aria-label="${label}" `.text));
}

/** A chart as a PNG file, light. */
export async function writeChart(path: string, spec: TopLevelSpec): Promise<void> {
  await writeAtomically(path, chartPng(withColours(await chartSvg(spec), SCHEMES.light)));
}
