import { html } from '../../../src/report/run-report/html';

test('everything that is put into a template is escaped', () => {
  const name = `<script>alert("1" & '2')</script>`;
  expect(html`<p title="${name}">${name}</p>`.text).toBe(
    '<p title="&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;">' +
      '&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;</p>',
  );
});

test('templates nest, lists are joined, numbers are shown and what is undefined is left out', () => {
  const items = ['a', '<b>', 0].map((item) => html`<li>${item}</li>`);
  expect(html`<ul${undefined}>${items}${['&', 1]}</ul>`.text).toBe(
    '<ul><li>a</li><li>&lt;b&gt;</li><li>0</li>&amp;1</ul>',
  );
});
