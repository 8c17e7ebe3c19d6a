import type { Card } from '../card';
import { labelOf, optionsText } from '../option-values';
import { spreadOf, spreadText } from './spread';
import { coresText, markdownTable, percent, thousands } from './text';

/** README.md of a weights folder, from its card alone. */
export function cardReadme(card: Card): string {
  const { variant, options, dataset, paper, accuracy, sha256 } = card;
  const label = labelOf(variant, options);
  return `# ${label} on ${dataset.name}

${percent(accuracy.shipped)} of ${thousands(accuracy.images)} ${accuracy.on ?? 'test'} images classified correctly.

${card.base === undefined ? '' : `Fine-tuned from the weights ${card.base}. `}${variant} is of: ${paper.authors} (${paper.year}), "${paper.title}", ${paper.reference}.

\`\`\`js
import { load, startEngine } from 'convzoo/node';

await startEngine();
const classifier = await load(${card.base === undefined ? `'${label}', { dataset: '${dataset.name}' }` : "'./path/of/this/folder'"});
console.log(await classifier.classify('image.png'));
classifier.dispose();
\`\`\`

${markdownTable(['', ''], facts(card))}

## Preprocessing

${preprocessing(card)}

## Files

${markdownTable(
  ['file', 'SHA-256'],
  Object.entries(sha256).map(([file, hash]) => [file, `\`${hash}\``]),
)}

## How it was trained

\`\`\`sh
${card.command}
\`\`\`

${markdownTable(['', ''], training(card))}

Recipe \`${card.recipe.name}\`:

\`\`\`json
${JSON.stringify(card.recipe.settings, null, 2)}
\`\`\`

## Deviations

${card.deviations.map((deviation) => `- ${deviation}`).join('\n') || 'None from the paper.'}

Licence: ${card.licence}. Generated from card.json by convzoo ${card.convzoo}.
`;
}

export function facts({ dataset, accuracy, classes, dtype, ...card }: Card): [string, string][] {
  const part = accuracy.on ?? 'test';
  return [
    [`${part} accuracy, weights as shipped`, `${percent(accuracy.shipped)} (${dtype})`],
    [`${part} accuracy, weights as trained`, `${percent(accuracy.float32)} (float32)`],
    ...(accuracy.validation === undefined
      ? []
      : [['validation accuracy', percent(accuracy.validation)] as [string, string]]),
    ...(card.aim === undefined ? [] : [['aim', aimText(card.aim, accuracy)] as [string, string]]),
    ...seeds({ accuracy, ...card }),
    ...(card.options === undefined ? [] : [['options', optionsText(card.options)] as [string, string]]),
    ['pixels', dataset.pixels],
    [
      'images',
      `${thousands(dataset.train)} trained on, ${thousands(dataset.validation)} for validation, ${thousands(dataset.test)} for the test`,
    ],
    ['classes', classes.length > 20 ? thousands(classes.length) : classes.join(', ')],
    ['parameters', `${thousands(card.params)} trained, ${thousands(card.totalParams)} in all`],
    ['multiply-adds an image', thousands(card.macs)],
    ['size of the weights', `${thousands(card.bytes)} bytes`],
  ];
}

/** What was aimed at, and whether it was reached: `89.00 %, missed by 3.31`. */
export function aimText(aim: number, { shipped }: Card['accuracy']): string {
  const lack = aim - shipped;
  return `${percent(aim)}, ${lack > 0 ? `missed by ${(100 * lack).toFixed(2)}` : 'reached'}`;
}

/** What the same training gave with other seeds. */
function seeds(card: Pick<Card, 'accuracy' | 'repeats'>): [string, string][] {
  const spread = spreadOf(card);
  if (spread === undefined || card.repeats === undefined) return [];
  const repeats = card.repeats.map(({ seed, accuracy }) => `${percent(accuracy)} (seed ${seed})`);
  return [
    ['test accuracy with other seeds', repeats.join(', ')],
    ['over all seeds', spreadText(spread)],
  ];
}

export function training({ engine, machine, ...card }: Card): [string, string][] {
  const native = engine.libtensorflow === undefined ? '' : `, libtensorflow ${engine.libtensorflow}`;
  return [
    ['seed', String(card.seed)],
    ['commit', [card.commit, ...(card.resumedWith ?? [])].join(', resumed with ')],
    ['date', card.date],
    ['minutes', card.minutes.toFixed(1)],
    ['engine', `${engine.name} (tfjs ${engine.version}${native})`],
    ['machine', `${machine.cpu}, ${coresText(machine.cores)}`],
  ];
}

const FITTED = {
  stretch: 'scaled to',
  cover: 'scaled to cover and cut to',
  contain: 'scaled to lie, with bars beside it, in',
} as const;

export function preprocessing({
  preprocessing: { imageSize, channels, fit = 'stretch', order, padding, background, mean, std },
}: Card): string {
  const size = imageSize.join('x');
  const colour = channels === 1 ? 'grey' : order === 'bgr' ? 'BGR' : 'RGB';
  const frame = padding === 0 ? '' : `, framed with ${padding} pixels of value ${background} on every side`;
  const polarity =
    channels === 1
      ? ' Polarity is not guessed: an image must be light on dark where the training images were.'
      : '';
  return (
    `Bound to the classifier. An image is ${FITTED[fit]} ${size}, turned into ${colour}${frame}; each channel becomes ` +
    `(pixel - mean) / std with pixels from 0 to 255, mean ${mean.join(', ')} and std ${std.join(', ')}.${polarity}`
  );
}
