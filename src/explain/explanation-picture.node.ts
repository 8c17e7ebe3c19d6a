import sharp from 'sharp';
import type { Explanation } from '../classifier';
import type { BytePixels } from '../image';
import { sheet, type Line, type Panel } from '../report/sheet.node';
import { percent } from '../report/text';
import { heatPixels, overlay } from './overlay';

/** What stands beneath the pictures. */
export interface Captions {
  /** E.g. of the weights. */
  title: string;
  /** What made the heat. */
  method: string;
}

/** Longer sides are scaled down to this, in pixels. */
const LONGEST = 448;
/** Shorter ones are enlarged by a whole number up to this. */
const ENLARGED = 336;

/**
 * A PNG of an image, its heat and the heat over the image, side by side.
 *
 * @param image that was explained; its transparent parts are drawn on black
 */
export async function explanationPicture(
  image: BytePixels,
  { predictions, explained, heat, width, height }: Explanation,
  { title, method }: Captions,
): Promise<Uint8Array> {
  const seen = await opaque(image);
  const panels: [picture: BytePixels, caption: string, detail: string][] = [
    [seen, 'image', `${width}x${height} pixels`],
    [heatPixels(heat, { width, height }), `heat for ${explained.className}`, method],
    [overlay(seen, heat), 'heat over image', 'black: nothing, pale: most'],
  ];
  const scaled = await Promise.all(
    panels.map(async ([picture, ...lines]): Promise<Panel> => ({
      picture: await scaledDown(picture),
      lines: lines.map(line),
    })),
  );
  const side = Math.max(scaled[0]?.picture.width ?? 1, scaled[0]?.picture.height ?? 1);
  const likeliest = predictions
    .slice(0, 3)
    .map(({ className, probability }) => `${className} ${percent(probability)}`);
  return sheet(scaled, {
    columns: panels.length,
    enlarged: Math.max(1, Math.floor(ENLARGED / side)),
    title: `${title}: ${likeliest.join(', ')}`,
  });
}

function line(content: string, index: number): Line {
  return index === 0
    ? { content, colour: '#111111', weight: 'bold' }
    : { content, colour: '#333333', weight: 'normal' };
}

async function opaque({ data, width, height }: BytePixels): Promise<BytePixels> {
  const channels = (data.length / (width * height)) as 1 | 3 | 4;
  return rgb(sharp(data, { raw: { width, height, channels } }).flatten({ background: '#000' }));
}

async function scaledDown({ data, width, height }: BytePixels): Promise<BytePixels> {
  if (Math.max(width, height) <= LONGEST) return { data, width, height };
  const channels = 3;
  return rgb(sharp(data, { raw: { width, height, channels } }).resize(LONGEST, LONGEST, { fit: 'inside' }));
}

async function rgb(image: sharp.Sharp): Promise<BytePixels> {
  const { data, info } = await image
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
