import type { EpochRecord } from '../../../train/checkpoint';
import { percent } from '../../text';
import type { PageContent } from '../facts';
import { html, type Html } from '../html';
import { scrollable, table } from '../table';

/** Loss, accuracy and learning rate over the epochs. */
export function learningSection({ history, charts }: PageContent): Html {
  if (history.length === 0) return html`<p>Nothing is recorded of the epochs of this training.</p>`;
  return html`<p>Training accuracy is of the images as they were seen: augmented, and before each update.</p>
    <div class="charts">${charts.curves.map((curve) => html`<figure>${curve}</figure> `)}</div>
    <details>
      <summary>The epochs as a table</summary>
      ${scrollable('Epochs', epochs(history))}
    </details>`;
}

function epochs(history: readonly EpochRecord[]): Html {
  return table({
    caption: 'Loss and accuracy of each epoch',
    heads: ['>epoch', '>loss', '>training accuracy', '>validation accuracy', '>learning rate', '>seconds'],
    rows: history.map(({ epoch, loss, accuracy, validationAccuracy, learningRate, seconds }) => [
      epoch,
      loss.toPrecision(4),
      percent(accuracy),
      validationAccuracy === undefined ? '–' : percent(validationAccuracy),
      learningRate.toPrecision(3),
      seconds.toFixed(1),
    ]),
  });
}
