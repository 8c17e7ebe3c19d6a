/** Both are ES modules, and large: they are loaded when a chart is drawn. */
export async function loadVega() {
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  return { vega, compile };
}
