import { facts, preprocessing, training } from '../../card-readme';
import type { PageContent } from '../facts';
import { html, type Html } from '../html';

/** All that is known of the weights, and how to make them again. */
export function cardSection({ card }: PageContent): Html {
  const { base, paper, recipe, deviations, command } = card;
  return html`<h3>Facts</h3>
    ${list('What the weights are', facts(card))} ${base && html`<p>Fine-tuned from the weights ${base}.</p>`}
    <p>After: ${paper.authors} (${paper.year}), “${paper.title}”, ${paper.reference}.</p>
    <h3>Preprocessing</h3>
    <p>${preprocessing(card)}</p>
    <h3>How it was trained</h3>
    <pre><code>${command}</code></pre>
    ${list('Training', training(card))}
    <details>
      <summary>Recipe ${recipe.name}</summary>
      <pre><code>${JSON.stringify(recipe.settings, null, 2)}</code></pre>
    </details>
    <h3>Departures from the paper</h3>
    ${
      deviations.length === 0
        ? html`<p>None.</p>`
        : html`<ul>
            ${deviations.map((each) => html`<li>${each}</li>`)}
          </ul>`
    }`;
}

function list(caption: string, rows: readonly [string, string][]): Html {
  return html`<table class="facts">
    <caption>
      ${caption}
    </caption>
    <tbody>
      ${rows.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${value}</td>
          </tr> `,
      )}
    </tbody>
  </table>`;
}
