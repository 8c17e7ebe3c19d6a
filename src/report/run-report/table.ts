import { html, type Content, type Html } from './html';

export interface TableOptions {
  caption: Content;
  /** A head that begins with `>` puts its column to the right. */
  heads: readonly string[];
  /** The first cell of each names the row. */
  rows: readonly (readonly Content[])[];
  foot?: readonly Content[];
}

/** A table whose heads say what they are heads of. */
export function table({ caption, heads, rows, foot }: TableOptions): Html {
  const isNumber = heads.map((head) => head.startsWith('>'));
  const classOf = (i: number) => (isNumber[i] === true ? html` class="number"` : undefined);
  const line = ([name, ...cells]: readonly Content[]) =>
    html`<tr>
      <th scope="row">${name}</th>
      ${cells.map((cell, i) => html`<td${classOf(i + 1)}>${cell}</td>`)}
    </tr> `;
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${heads.map((head, i) => html`<th scope="col" ${classOf(i)}>${head.replace(/^>/, '')}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(line)}
    </tbody>
    ${
      foot &&
      html` <tfoot>
        ${line(foot)}
      </tfoot>`
    }
  </table>`;
}

/** A part that scrolls by itself, by keyboard too. */
export function scrollable(label: string, content: Html): Html {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}
