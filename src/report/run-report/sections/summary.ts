import { percent, thousands } from '../../text';
import { meanOf } from '../../metrics';
import type { PageContent } from '../facts';
import { html, type Html } from '../html';

/** The figures that say most. */
export function summarySection({ card, part, accuracy, images, metrics, calibration }: PageContent): Html {
  const f1 = meanOf(metrics.map((each) => each.f1));
  const figures: [string, string][] = [
    [`accuracy on ${thousands(images)} ${part} images`, percent(accuracy)],
    ['mean F1 of the classes', f1 === undefined ? 'unknown' : percent(f1)],
    ['expected calibration error', percent(calibration.expectedError)],
    ['parameters', thousands(card.params)],
    ['multiply-adds an image', thousands(card.macs)],
    [`size of the weights (${card.dtype})`, `${thousands(Math.round(card.bytes / 1000))} kB`],
    ['minutes of training', card.minutes.toFixed(1)],
  ];
  return html`<dl class="figures">
    ${figures.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div> `,
    )}
  </dl>`;
}
