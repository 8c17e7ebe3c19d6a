import sharp from 'sharp';
import { ConvzooError } from '../errors';
import type { BytePixels } from '../image';
import { pngOf } from './png.node';

/** A line of text beneath a picture. */
export interface Line {
  content: string;
  colour: string;
  weight: 'normal' | 'bold';
}

export interface Panel {
  /** Grey or RGB. */
  picture: BytePixels;
  lines: readonly Line[];
  /** Around the picture. */
  frame?: { colour: string; width: number };
}

export interface SheetOptions {
  /** Panels in a row. */
  columns: number;
  /** Pixels of the sheet for each of a picture's, on either side. */
  enlarged: number;
  /** A line above the panels. */
  title?: string;
}

const MARGIN = 16;
const GAP = 14;
const FONT_SIZE = 15;
const LINE = 20;
const TITLE_HEIGHT = 36;
/** Width of a character of the bold font at most, on average, in units of its size. */
const CHARACTER_WIDTH = 0.72;

/**
 * A PNG of pictures of one size in rows, with lines of text beneath. The same on every machine.
 *
 * @throws ConvzooError where there are none, sizes differ, or values and size disagree
 */
export async function sheet(
  panels: readonly Panel[],
  { columns, enlarged, title }: SheetOptions,
): Promise<Uint8Array> {
  const [first] = panels;
  if (first === undefined) throw new ConvzooError('contact sheet: there is no picture to put on it');
  if (!Number.isInteger(columns) || columns < 1) {
    throw new ConvzooError(`contact sheet: ${columns} columns, expected a whole number above 0`);
  }
  const { width, height } = first.picture;
  const lines = Math.max(...panels.map((panel) => panel.lines.length));
  const widest = Math.max(
    ...panels.flatMap((panel) => panel.lines.map(({ content }) => widthOf(content))),
    0,
  );
  const cell = {
    width: Math.max(width * enlarged, widest) + GAP,
    height: height * enlarged + lines * LINE + GAP,
  };
  const top = MARGIN + (title === undefined ? 0 : TITLE_HEIGHT);

  const drawn = await Promise.all(
    panels.map(async (panel, i) => {
      checkPicture(panel.picture, first.picture, i);
      const x = MARGIN + (i % columns) * cell.width;
      const y = top + Math.floor(i / columns) * cell.height;
      return `<g transform="translate(${x + GAP / 2} ${y})">${await draw(panel, enlarged)}</g>`;
    }),
  );
  const rows = Math.ceil(panels.length / columns);
  const sheetWidth =
    2 * MARGIN + Math.max(Math.min(columns, panels.length) * cell.width, widthOf(title ?? '') + GAP);
  const heading: Line[] = title === undefined ? [] : [{ content: title, colour: '#111111', weight: 'bold' }];
  return pngOf(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
      `width="${sheetWidth}" height="${top + rows * cell.height + MARGIN}">` +
      `<rect width="100%" height="100%" fill="#ffffff"/>` +
      `${heading.map((line) => text(line, { x: MARGIN + GAP / 2, y: MARGIN + 16 })).join('')}${drawn.join('')}</svg>`,
  );
}

function widthOf(content: string): number {
  return Math.ceil(content.length * FONT_SIZE * CHARACTER_WIDTH);
}

function checkPicture({ data, width, height }: BytePixels, first: BytePixels, index: number): void {
  if (width !== first.width || height !== first.height) {
    throw new ConvzooError(
      `contact sheet: picture ${index} is ${width}x${height}, ` +
        `the first is ${first.width}x${first.height} (width x height)`,
    );
  }
  if (data.length === width * height || data.length === 3 * width * height) return;
  throw new ConvzooError(
    `contact sheet: picture ${index} has ${data.length} values, expected ${width * height} (grey) ` +
      `or ${3 * width * height} (RGB) for ${width}x${height} pixels`,
  );
}

async function draw({ picture, lines, frame }: Panel, enlarged: number): Promise<string> {
  const width = picture.width * enlarged;
  const height = picture.height * enlarged;
  const framed =
    frame === undefined
      ? ''
      : `<rect x="${-frame.width / 2}" y="${-frame.width / 2}" width="${width + frame.width}" ` +
        `height="${height + frame.width}" fill="none" stroke="${frame.colour}" stroke-width="${frame.width}"/>`;
  return (
    framed +
    `<image width="${width}" height="${height}" image-rendering="optimizeSpeed" ` +
    `xlink:href="data:image/png;base64,${await encode(picture)}"/>` +
    lines.map((line, i) => text(line, { x: 0, y: height + (i + 1) * LINE - 2 * i })).join('')
  );
}

async function encode({ data, width, height }: BytePixels): Promise<string> {
  const channels = data.length === width * height ? 1 : 3;
  const png = await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
  return png.toString('base64');
}

function text({ content, colour, weight }: Line, { x, y }: { x: number; y: number }): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return (
    `<text x="${x}" y="${y}" fill="${colour}" font-family="DejaVu Sans" font-size="${FONT_SIZE}" ` +
    `font-weight="${weight}">${escaped}</text>`
  );
}
