import sharp from 'sharp';
import { join } from 'node:path';
import type { Colour } from './odd-files';
import { temporaryFolder, write } from './synthetic';

/** A PNG of one colour. */
export function flat([r, g, b]: Colour, width = 4, height = width): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
}

/** A new folder with files, by their paths in it; each colour becomes a PNG. */
export async function folderOf(files: Readonly<Record<string, Colour | Buffer | string>>): Promise<string> {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files))
    write(
      join(folder, name),
      typeof content === 'string' || Buffer.isBuffer(content) ? content : await flat(content as Colour),
    );
  return folder;
}

/** Files `<at>/<class>/<number>.png` of distinct colours: [number, class, `blue`]. */
export function classes(counts: Readonly<Record<string, number>>, at = '', blue = 0): Record<string, Colour> {
  const files: Record<string, Colour> = {};
  for (const [label, [name, count]] of Object.entries(counts).entries())
    for (let i = 0; i < count; i++)
      files[join(at, name, `${String(i).padStart(3, '0')}.png`)] = [i, label, blue];
  return files;
}
