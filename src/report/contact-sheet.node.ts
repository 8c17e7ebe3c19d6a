import sharp from 'sharp';
import { ConvzooError } from '../errors';
import { writeAtomically } from '../files.node';
import type { Pixels } from '../image';
import { pngOf } from './png.node';

export interface Classified {
  /** Grey or RGB, 0 to 255. */
  image: Pixels & { data: Uint8Array | Uint8ClampedArray };
  /** Class that the model names. */
  prediction: string;
  /** 0 to 1. */
  probability: number;
  /** The image's own class; where it is left out, the picture is not marked as right or wrong. */
  truth?: string;
}

export interface ContactSheetOptions {
  /** Pictures in a row; 10 unless told. */
  columns?: number;
  /** A line above the pictures. */
  title?: string;
}

const ENLARGED = 4;
const MARGIN = 16;
const GAP = 14;
const FONT_SIZE = 15;
const LINE = 20;
const TITLE_HEIGHT = 36;
/** Width of a character of the bold font at most, on average, in units of its size. */
const CHARACTER_WIDTH = 0.72;

const VERDICTS = {
  right: { mark: '✓ ', colour: '#17692f', frame: 2 },
  wrong: { mark: '✗ ', colour: '#b3261e', frame: 6 },
  unknown: { mark: '', colour: '#333333', frame: 2 },
};

/**
 * A PNG of images with what a model says of each: class and probability, framed green with a tick where it is
 * right, and red, thicker, with a cross and the right class where it is wrong. The same on every machine.
 *
 * @param pictures of one size
 * @throws ConvzooError where there are none, sizes differ, or values and size disagree
 */
export async function contactSheet(
  pictures: readonly Classified[],
  { columns = 10, title }: ContactSheetOptions = {},
): Promise<Uint8Array> {
  const [first] = pictures;
  if (first === undefined) throw new ConvzooError('contact sheet: there is no picture to put on it');
  if (!Number.isInteger(columns) || columns < 1) {
    throw new ConvzooError(`contact sheet: ${columns} columns, expected a whole number above 0`);
  }
  const { width, height } = first.image;
  const captions = pictures.map(captionOf);
  const longest = Math.max(...captions.flatMap((lines) => lines.map(({ length }) => length)));
  const cell = {
    width: Math.max(width * ENLARGED, Math.ceil(longest * FONT_SIZE * CHARACTER_WIDTH)) + GAP,
    height: height * ENLARGED + 2 * LINE + GAP,
  };
  const top = MARGIN + (title === undefined ? 0 : TITLE_HEIGHT);

  const drawn = await Promise.all(
    pictures.map(async (picture, i) => {
      if (picture.image.width !== width || picture.image.height !== height) {
        throw new ConvzooError(
          `contact sheet: picture ${i} is ${picture.image.width}x${picture.image.height}, ` +
            `the first is ${width}x${height} (width x height)`,
        );
      }
      const x = MARGIN + (i % columns) * cell.width;
      const y = top + Math.floor(i / columns) * cell.height;
      return `<g transform="translate(${x + GAP / 2} ${y})">${await draw(picture, i)}</g>`;
    }),
  );
  const sheetWidth = 2 * MARGIN + Math.min(columns, pictures.length) * cell.width;
  const sheetHeight = top + Math.ceil(pictures.length / columns) * cell.height + MARGIN;
  const heading =
    title === undefined
      ? ''
      : text(title, { x: MARGIN + GAP / 2, y: MARGIN + 16, colour: '#111111', weight: 'bold' });
  return pngOf(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
      `width="${sheetWidth}" height="${sheetHeight}">` +
      `<rect width="100%" height="100%" fill="#ffffff"/>${heading}${drawn.join('')}</svg>`,
  );
}

/** As `contactSheet`, into a file. */
export async function writeContactSheet(
  path: string,
  pictures: readonly Classified[],
  options?: ContactSheetOptions,
): Promise<void> {
  await writeAtomically(path, await contactSheet(pictures, options));
}

function verdictOf({ prediction, truth }: Classified): keyof typeof VERDICTS {
  if (truth === undefined) return 'unknown';
  return prediction === truth ? 'right' : 'wrong';
}

function captionOf(picture: Classified): [string, string] {
  const verdict = verdictOf(picture);
  const correction = verdict === 'wrong' ? `, is ${picture.truth}` : '';
  return [
    `${VERDICTS[verdict].mark}${picture.prediction}`,
    `${(100 * picture.probability).toFixed(1)} %${correction}`,
  ];
}

async function draw(picture: Classified, index: number): Promise<string> {
  const { colour, frame } = VERDICTS[verdictOf(picture)];
  const width = picture.image.width * ENLARGED;
  const height = picture.image.height * ENLARGED;
  const [name, detail] = captionOf(picture);
  return (
    `<rect x="${-frame / 2}" y="${-frame / 2}" width="${width + frame}" height="${height + frame}" ` +
    `fill="none" stroke="${colour}" stroke-width="${frame}"/>` +
    `<image width="${width}" height="${height}" image-rendering="optimizeSpeed" ` +
    `xlink:href="data:image/png;base64,${await encode(picture, index)}"/>` +
    text(name, { x: 0, y: height + LINE, colour, weight: 'bold' }) +
    text(detail, { x: 0, y: height + 2 * LINE - 2, colour: '#333333', weight: 'normal' })
  );
}

async function encode({ image: { data, width, height } }: Classified, index: number): Promise<string> {
  const channels = data.length / (width * height);
  if (channels !== 1 && channels !== 3) {
    throw new ConvzooError(
      `contact sheet: picture ${index} has ${data.length} values, expected ${width * height} (grey) ` +
        `or ${3 * width * height} (RGB) for ${width}x${height} pixels`,
    );
  }
  const png = await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
  return png.toString('base64');
}

interface TextStyle {
  x: number;
  y: number;
  colour: string;
  weight: 'normal' | 'bold';
}

function text(content: string, { x, y, colour, weight }: TextStyle): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return (
    `<text x="${x}" y="${y}" fill="${colour}" font-family="DejaVu Sans" font-size="${FONT_SIZE}" ` +
    `font-weight="${weight}">${escaped}</text>`
  );
}
