import { percent, thousands } from '../../text';
import type { PageContent } from '../facts';
import { html, type Html } from '../html';
import { scrollable, table } from '../table';

/** Whether the model is right as often as it says. */
export function calibrationSection({ calibration, charts }: PageContent): Html {
  const { bins, expectedError } = calibration;
  const rows = bins
    .filter(({ images }) => images > 0)
    .map(({ from, to, images, confidence, accuracy }) => [
      `${(100 * from).toFixed(1)} to ${percent1(to)}`,
      thousands(images),
      percent(confidence ?? NaN),
      percent(accuracy ?? NaN),
    ]);
  return html`<p>
      Expected calibration error: <strong>${percent(expectedError)}</strong>, the mean distance between how
      sure the model is and how often it is right. Bars show the accuracy, points where the mean confidence of
      their images lies: below the dashed line the model is surer than it should be, above it less sure. A bin
      of few images says little.
    </p>
    <figure>${charts.reliability}</figure>
    <details>
      <summary>The bins as a table</summary>
      ${scrollable(
        'Calibration',
        table({
          caption: 'Images by the probability of their predicted class',
          heads: ['confidence', '>images', '>mean confidence', '>accuracy'],
          rows,
        }),
      )}
    </details>`;
}

function percent1(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
