import type { Config } from 'vega-lite';

/**
 * How all charts look. Their colours are the page's: `currentColor` and CSS variables, so that they follow its
 * scheme; for a picture outside a page they are filled in by `withColours`.
 */
export const CHART_STYLE: Config = {
  // What a chart shows is said by its label and by a table.
  aria: false,
  background: 'var(--card)',
  font: 'system-ui, DejaVu Sans, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    domainColor: 'var(--muted)',
    tickColor: 'var(--muted)',
    gridColor: 'var(--line)',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
  },
  legend: {
    labelColor: 'currentColor',
    labelFontSize: 12,
    title: null,
    orient: 'bottom',
    direction: 'horizontal',
    symbolType: 'stroke',
    symbolSize: 400,
  },
  title: { color: 'currentColor', fontSize: 14, anchor: 'start' },
  range: { category: ['var(--right)', 'var(--wrong)'] },
};

/** A chart with the colours of a scheme in place of the page's. */
export function withColours(svg: string, scheme: Readonly<Record<string, string>>): string {
  return svg.replaceAll(/var\(--(\w+)\)/g, (variable, name: string) => scheme[name] ?? variable);
}
