import { HEAT_LEVELS, heatColours, SCHEMES, type Scheme } from './colours';

/** The page's style sheet. */
export const STYLE = `
:root { color-scheme: light dark; ${variables(SCHEMES.light)} }
${heat(SCHEMES.light)}
@media screen and (prefers-color-scheme: dark) {
:root { ${variables(SCHEMES.dark)} }
${heat(SCHEMES.dark)}
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, "DejaVu Sans", sans-serif; }
body > * { max-width: 72rem; margin-inline: auto; padding-inline: 1rem; }
h1, h2, h3 { line-height: 1.25; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
h3 { font-size: 1.05rem; margin-top: 1rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; padding: 0.5rem 1rem; background: var(--card); z-index: 1; }
.skip:focus { left: 1rem; top: 0.5rem; }
header { padding-block: 1.5rem 0.5rem; }
header p, footer { color: var(--muted); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0; margin: 0 0 1rem; list-style: none; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; padding: 1rem 1.25rem; margin-bottom: 1rem; scroll-margin-top: 0.5rem; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 0.75rem 1rem; margin: 0; }
.figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.figures dt, figcaption, caption, .muted { color: var(--muted); }
.figures dt { font-size: 0.875rem; }
.figures dd { margin: 0; font-size: 1.375rem; font-variant-numeric: tabular-nums; }
.charts { display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: flex-start; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: 0.875rem; }
svg, img { max-width: 100%; height: auto; display: block; }
svg { color: var(--text); }
.scroll { overflow: auto; max-height: 40rem; }
.scroll:has(> .matrix) { max-height: none; }
table { border-collapse: collapse; font-size: 0.875rem; }
caption { text-align: left; padding-block: 0.25rem; max-width: calc(100vw - 4rem); }
th, td { padding: 0.25rem 0.6rem; text-align: left; border-bottom: 1px solid var(--line); vertical-align: bottom; }
tbody th { font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.scroll thead th { position: sticky; top: 0; background: var(--card); }
.facts th { width: 16rem; max-width: 40%; }
.facts th, .facts td, pre { overflow-wrap: anywhere; vertical-align: top; }
.matrix th, .matrix td { padding: 0.25rem 0.4rem; text-align: right; border: 1px solid var(--card); font-variant-numeric: tabular-nums; }
.matrix td { min-width: 3.25rem; color: var(--muted); }
.matrix .upright { display: inline-block; writing-mode: vertical-rl; transform: rotate(180deg); max-height: 11rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.matrix tbody th { position: sticky; left: 0; background: var(--card); max-width: 12rem; overflow-wrap: anywhere; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: 1rem; padding: 0; margin: 0.5rem 0 0; list-style: none; }
.pictures.pairs { grid-template-columns: repeat(auto-fill, minmax(14.5rem, 1fr)); }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0.5rem; }
.pictures img { width: 100%; border: 1px solid var(--line); border-radius: 0.25rem; }
.pictures .pixels { image-rendering: pixelated; }
.pictures strong { color: var(--text); overflow-wrap: anywhere; }
.mark-right { color: var(--right); }
.mark-wrong { color: var(--wrong); }
pre { white-space: pre-wrap; margin: 0.5rem 0; padding: 0.75rem; border: 1px solid var(--line); border-radius: 0.25rem; font-size: 0.8125rem; }
details { margin-top: 0.5rem; }
summary { cursor: pointer; }
footer { padding-block: 0.5rem 2rem; font-size: 0.875rem; }
@media (max-width: 40rem) {
section { padding: 0.75rem; }
.facts th { width: 40%; }
}
@media print {
nav, .skip { display: none; }
body { background: none; font-size: 10pt; }
section { border: 0; padding-inline: 0; }
.scroll { overflow: visible; max-height: none; }
figure, tr { break-inside: avoid; }
* { print-color-adjust: exact; }
}
`;

function variables(scheme: Scheme): string {
  return Object.entries(scheme)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');
}

/** Of the cells of a confusion matrix: `right-1` to `right-9`, and the same of what is wrong. */
function heat(scheme: Scheme): string {
  const levels = Array.from({ length: HEAT_LEVELS }, (_, i) => i + 1);
  return (['right', 'wrong'] as const)
    .flatMap((hue) =>
      levels.map((level) => {
        const { background, text } = heatColours(scheme, hue, level);
        return `.matrix .${hue}-${level} { background: ${background}; color: ${text}; }`;
      }),
    )
    .join('\n');
}
