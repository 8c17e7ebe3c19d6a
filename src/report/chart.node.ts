import type { TopLevelSpec } from 'vega-lite';
import { pngOf } from './png.node';
import { loadVega } from './vega.node';

/** Pixels of a chart's PNG for each of its SVG's: sharp on a dense screen. */
const ZOOM = 2;

/** A chart as SVG. */
export async function chartSvg(spec: TopLevelSpec): Promise<string> {
  const { vega, compile } = await loadVega();
  // It warns of what comes out right, such as independent scales in a facet.
  const compiled = compile(spec, { logger: vega.logger(vega.Error) });
  return new vega.View(vega.parse(compiled.spec), { renderer: 'none' }).toSVG();
}

/** A chart's SVG as PNG, at twice its size. */
export function chartPng(svg: string): Uint8Array {
  return pngOf(svg, { zoom: ZOOM });
}
