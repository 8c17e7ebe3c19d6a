import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Card } from '../card';
import { tagOfCard } from '../pretrained';
import { CARD_FILE, README_FILE } from './card-files';

/** Bytes that all weights of the package may take together, with their models, cards and READMEs. */
const MOST_BYTES = 60_000_000;

/** A sentence for each thing that keeps a folder of weights from being shipped. */
export async function unshippable(folder: string, card: Card): Promise<string[]> {
  const tag = tagOfCard(card);
  const known = [CARD_FILE, README_FILE, ...Object.keys(card.sha256)];
  const stray = (await readdir(folder)).filter((file) => !known.includes(file));
  return [
    ...(tag === basename(folder) ? [] : [`${folder}: the card is of ${tag}`]),
    ...(/^[0-9a-f]{40}$/.test(card.commit)
      ? []
      : [`${folder}: the card names the commit '${card.commit}', expected 40 hexadecimal digits`]),
    ...stray.map((file) => `${join(folder, file)}: the card names no such file`),
  ];
}

/** A sentence where a folder holds more than may be shipped. */
export async function tooLarge(folder: string, most = MOST_BYTES): Promise<string[]> {
  const paths = (await readdir(folder, { recursive: true })).map((path) => join(folder, path));
  const files = (await Promise.all(paths.map((path) => stat(path)))).filter((each) => each.isFile());
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return bytes <= most ? [] : [`${folder}: ${bytes} bytes in all, at most ${most} are shipped`];
}
