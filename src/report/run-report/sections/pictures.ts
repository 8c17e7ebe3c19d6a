import { percent, thousands } from '../../text';
import { isRight, type Verdict } from '../../metrics';
import type { ExplainedPicture, PageContent, Picture } from '../facts';
import { html, type Html } from '../html';

/** Smaller images are shown with their pixels as squares. */
const PHOTOGRAPH = 96;

/** The mistakes that the model was surest of. */
export function mistakesSection({ mistakes, card: { classes } }: PageContent): Html {
  if (mistakes.length === 0) return html`<p>There are none: every image is classified correctly.</p>`;
  return html`<p>Of the images classified wrongly those that the model was surest of.</p>
    <ul class="pictures">
      ${mistakes.map(
        ({ verdict, picture }) =>
          html`<li>
            <figure>${image(picture, altOf(verdict, classes))} ${caption(verdict, classes)}</figure>
          </li> `,
      )}
    </ul>`;
}

/** What in an image spoke for the class that was predicted. */
export function explainedSection({ explained, card: { classes } }: PageContent): Html {
  if ('problem' in explained) return html`<p>Not for this model: ${explained.problem}.</p>`;
  const { right, wrong } = explained;
  return html`<p>
      Beside each image the same with the parts lit up that spoke for the predicted class, the brighter the
      more: a gradient-weighted class activation map (Grad-CAM, arXiv:1610.02391) of what the last
      convolutions give.
    </p>
    ${titled('Classified correctly', right, classes)} ${titled('Classified wrongly', wrong, classes)}`;
}

function titled(title: string, explained: readonly ExplainedPicture[], classes: readonly string[]): Html {
  if (explained.length === 0) return html``;
  return html`<h3>${title}</h3>
    ${pairs(explained, classes)}`;
}

function pairs(explained: readonly ExplainedPicture[], classes: readonly string[]): Html {
  return html`<ul class="pictures pairs">
    ${explained.map(
      ({ verdict, picture, overlay }) =>
        html`<li>
          <figure>
            <div class="pair">
              ${image(picture, altOf(verdict, classes))}${image(
                overlay,
                `the same image, lit up where it speaks for ${classes[verdict.prediction] ?? ''}`,
              )}
            </div>
            ${caption(verdict, classes)}
          </figure>
        </li> `,
    )}
  </ul>`;
}

function image({ source, width, height }: Picture, alt: string): Html {
  const kind = Math.max(width, height) < PHOTOGRAPH ? html` class="pixels"` : undefined;
  return html`<img src="${source}" width="${width}" height="${height}" alt="${alt}" ${kind} />`;
}

function altOf({ image, label, prediction }: Verdict, classes: readonly string[]): string {
  const taken = label === prediction ? '' : `, taken for ${classes[prediction] ?? ''}`;
  return `image ${image}: ${classes[label] ?? ''}${taken}`;
}

function caption(verdict: Verdict, classes: readonly string[]): Html {
  const { image, label, prediction, probability } = verdict;
  const right = isRight(verdict);
  const mark = right
    ? html`<span class="mark-right" aria-hidden="true">✓</span>`
    : html`<span class="mark-wrong" aria-hidden="true">✗</span>`;
  const truth = right ? undefined : html`, is <strong>${classes[label]}</strong>`;
  return html`<figcaption>
    ${mark} <strong>${classes[prediction]}</strong> ${percent(probability)}${truth};
    no.&nbsp;${thousands(image)}
  </figcaption>`;
}
