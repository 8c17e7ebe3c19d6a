/** Markup that is put into a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a template takes: all but `Html` is text and is escaped. */
export type Content = Html | string | number | undefined | readonly Content[];

/** A template literal of markup; everything put into it is escaped, unless it is `Html` itself. */
export function html(strings: TemplateStringsArray, ...contents: Content[]): Html {
  return new Html(strings.map((string, i) => (i === 0 ? '' : markup(contents[i - 1])) + string).join(''));
}

function markup(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return content.map(markup).join('');
  return escaped(String(content));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
