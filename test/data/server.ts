import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestServer {
  /** Ends in a slash. */
  address: string;
  /** What was asked for, in order, e.g. '/file' or '/file bytes=100-'. */
  requests: string[];
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A server on 127.0.0.1 that answers by path; 404 for others. */
export async function startServer(answers: Record<string, Answer>): Promise<TestServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push([path, request.headers.range].filter(Boolean).join(' '));
    const answer = answers[path];
    if (answer) answer(response, request);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Sending {
  /** Honour Range. Default true. */
  ranges?: boolean;
  /** Cut the connection after so many bytes of each answer. */
  cutAfter?: number;
  /** Milliseconds before the body. */
  delay?: number;
}

export function send(content: Buffer, { ranges = true, cutAfter, delay = 0 }: Sending = {}): Answer {
  return (response, request) => {
    const offset = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const isPart = ranges && offset > 0;
    if (isPart && offset >= content.length) {
      response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
      return;
    }
    const rest = isPart ? content.subarray(offset) : content;
    response.writeHead(isPart ? 206 : 200, {
      'content-length': rest.length,
      ...(isPart ? { 'content-range': `bytes ${offset}-${content.length - 1}/${content.length}` } : {}),
    });
    setTimeout(() => {
      if (cutAfter !== undefined && cutAfter < rest.length)
        response.write(rest.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 20));
      else response.end(rest);
    }, delay);
  };
}
