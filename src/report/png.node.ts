import { dirname, join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';

// Destructured, because the ESM build provides `require` only where it sees more than `require.resolve`.
const { resolve } = require;

const FONT = 'DejaVu Sans';

/**
 * An SVG as PNG, the same on every machine: all text is in DejaVu Sans.
 *
 * @param zoom pixels of the PNG for each of the SVG's
 */
export function pngOf(svg: string, { zoom = 1 }: { zoom?: number } = {}): Uint8Array {
  const folder = join(dirname(resolve('dejavu-fonts-ttf/package.json')), 'ttf');
  const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => join(folder, file));
  const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: FONT, sansSerifFamily: FONT };
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: zoom } }).render().asPng();
}
