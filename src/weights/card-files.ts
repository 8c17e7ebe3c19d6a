import type { Card } from '../card';
import { cardReadme } from '../report/card-readme';

export const CARD_FILE = 'card.json';
export const README_FILE = 'README.md';

/** The files that tell of weights and lie beside them: text by name. */
export function cardFiles(card: Card): Record<typeof CARD_FILE | typeof README_FILE, string> {
  return { [CARD_FILE]: `${JSON.stringify(card, null, 2)}\n`, [README_FILE]: cardReadme(card) };
}
