import { topConfusions } from '../../metrics';
import { percent, thousands } from '../../text';
import { MOST_NUMBERED } from '../charts/confusion';
import { heatLevel } from '../colours';
import type { PageContent } from '../facts';
import { html, type Html } from '../html';
import { scrollable, table } from '../table';

const MOST_CONFUSIONS = 30;
/** Longer names stand upright above their columns. */
const LONGEST_LYING = 4;

/** Which classes are taken for which: as a table, or where there are many classes the mistakes made most often. */
export function confusionSection(content: PageContent): Html {
  const { card, charts } = content;
  if (card.classes.length <= MOST_NUMBERED) return scrollable('Confusion matrix', matrixTable(content));
  return html`${
    charts.confusion &&
    html`<figure>
      ${charts.confusion}
      <figcaption>A row for each true class, a column for each predicted one.</figcaption>
    </figure> `
  }${confusions(content)}`;
}

function matrixTable({ card: { classes }, matrix, part }: PageContent): Html {
  const isUpright = classes.some((name) => name.length > LONGEST_LYING);
  const head = (name: string) =>
    html`<th scope="col">${isUpright ? html`<span class="upright">${name}</span>` : name}</th>`;
  return html`<table class="matrix">
    <caption>
      Counts of ${part} images: a row for each true class, a column for each predicted one
    </caption>
    <thead>
      <tr>
        <td></td>
        ${classes.map(head)}
      </tr>
    </thead>
    <tbody>
      ${matrix.map(
        (row, label) =>
          html`<tr>
            <th scope="row">${classes[label]}</th>
            ${cells(row, label)}
          </tr> `,
      )}
    </tbody>
  </table>`;
}

function cells(row: readonly number[], label: number): Html[] {
  const support = row.reduce((sum, images) => sum + images, 0);
  return row.map((images, prediction) => {
    if (images === 0) return html`<td>0</td>`;
    const kind = prediction === label ? 'right' : 'wrong';
    return html`<td class="${kind}-${heatLevel(images / support)}">${thousands(images)}</td>`;
  });
}

function confusions({ card: { classes }, matrix }: PageContent): Html {
  const most = topConfusions(matrix, MOST_CONFUSIONS);
  if (most.length === 0) return html`<p>No image was taken for another class.</p>`;
  const rows = most.map(({ label, prediction, images, share }) => [
    classes[label],
    classes[prediction],
    thousands(images),
    percent(share),
  ]);
  return scrollable(
    'Most frequent mistakes',
    table({
      caption: 'The mistakes made most often',
      heads: ['true class', 'taken for', '>images', '>of the class'],
      rows,
    }),
  );
}
