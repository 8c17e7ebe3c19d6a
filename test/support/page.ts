import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { withTab } from './chromium';

export interface PageOptions {
  /** The page's script; it sets the global `result`, a promise of what JSON carries. */
  script: string;
  /** The folder that is served as `/weights`. */
  weights: string;
}

/** Bundles a script, runs it on a page of its own server, and waits for its result; with all that the page asked for. */
export async function resultOfPage<T>(
  chromium: string,
  { script, weights }: PageOptions,
): Promise<{ result: T; requests: string[] }> {
  const { outputFiles } = await build({
    entryPoints: [script],
    bundle: true,
    platform: 'browser',
    write: false,
  });
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/') response.end('<!doctype html><script src="/page.js"></script>');
    else if (path === '/page.js') response.end(outputFiles[0]?.contents);
    else
      readFile(join(weights, path.replace(/^\/weights\//, ''))).then(
        (file) => response.end(file),
        () => response.writeHead(404).end(),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  try {
    return await withTab(chromium, async (tab) => {
      await tab.open(`${origin}/`);
      const result = await tab.evaluate<T>('result');
      const asked = tab.events('Network.requestWillBeSent') as { request: { url: string } }[];
      return { result, requests: asked.map(({ request }) => request.url.replace(origin, '')) };
    });
  } finally {
    server.close();
  }
}
