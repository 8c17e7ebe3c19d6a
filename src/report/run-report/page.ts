import { labelOf } from '../../option-values';
import type { PageContent } from './facts';
import { html, Html } from './html';
import { calibrationSection } from './sections/calibration';
import { cardSection } from './sections/card';
import { classesSection } from './sections/classes';
import { confusionSection } from './sections/confusion';
import { costsSection } from './sections/costs';
import { learningSection } from './sections/learning';
import { explainedSection, mistakesSection } from './sections/pictures';
import { summarySection } from './sections/summary';
import { STYLE } from './style';

const SECTIONS: readonly { id: string; title: string; content: (content: PageContent) => Html }[] = [
  { id: 'summary', title: 'Summary', content: summarySection },
  { id: 'learning', title: 'Learning curves', content: learningSection },
  { id: 'confusion', title: 'Confusion matrix', content: confusionSection },
  { id: 'classes', title: 'Precision and recall', content: classesSection },
  { id: 'calibration', title: 'Calibration', content: calibrationSection },
  { id: 'mistakes', title: 'Most confident mistakes', content: mistakesSection },
  { id: 'explained', title: 'What the model looks at', content: explainedSection },
  { id: 'costs', title: 'Costs by layer', content: costsSection },
  { id: 'card', title: 'Card', content: cardSection },
];

/** Nothing but what stands in the page itself: no script, no file, no network. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** The report of a run as one HTML page that needs nothing else. */
export function page(content: PageContent): string {
  const { variant, options, dataset, engine, date, convzoo } = content.card;
  const title = `${labelOf(variant, options)} on ${dataset.name}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}: report</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the report</a>
        <header>
          <h1>${title}</h1>
          <p>Trained on ${date} by convzoo ${convzoo}, engine ${engine.name}.</p>
        </header>
        <nav aria-label="Contents">
          <ul>
            ${SECTIONS.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li> `)}
          </ul>
        </nav>
        <main id="main" tabindex="-1">
          ${SECTIONS.map(
            ({ id, title, content: section }) =>
              html`<section id="${id}" aria-labelledby="${id}-title">
                <h2 id="${id}-title">${title}</h2>
                ${section(content)}
              </section> `,
          )}
        </main>
        <footer>This page is complete in itself: it needs no network and no script.</footer>
      </body>
    </html> `.text;
}
