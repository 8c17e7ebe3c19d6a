import { open, rename, rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ConvzooError, messageOf } from '../errors';
import { showProgress, type Progress } from './progress.node';

/** A server that sends nothing for this many milliseconds is given up. */
const SILENCE = 30_000;

export interface Download {
  /** Addresses of the same content, tried in order. */
  addresses: readonly string[];
  /** Path of the file that appears, whole and verified, at the end. */
  target: string;
  /** Rejects, with the reason, where the file at `path` has not the content that it should have. */
  verify: (path: string) => Promise<void>;
  signal: AbortSignal;
}

/**
 * Fetches a file into `<target>.part`, verifies it and renames it. A part that an earlier run or a cut
 * connection left is continued where the server can do that.
 *
 * @throws ConvzooError where no address gave the content: each address with its reason
 */
export async function download({ addresses, target, verify, signal }: Download): Promise<void> {
  const part = `${target}.part`;
  const reasons: string[] = [];
  for (const address of addresses) {
    try {
      const wasContinued = await fetchAll(address, part, signal);
      try {
        await verify(part);
      } catch (error) {
        await rm(part);
        if (!wasContinued) throw error;
        // The two ends may come from different files; the content alone can tell.
        await fetchAll(address, part, signal);
        await verify(part).catch(async (reason: unknown) => {
          await rm(part);
          throw reason;
        });
      }
      signal.throwIfAborted();
      await rename(part, target);
      return;
    } catch (error) {
      signal.throwIfAborted();
      reasons.push(`  ${address}: ${reasonOf(error)}`);
    }
  }
  const kept = await sizeOf(part);
  throw new ConvzooError(
    `${basename(target)} could not be downloaded:\n${reasons.join('\n')}` +
      (kept > 0 ? `\n${part} keeps the first ${kept} bytes; the next try continues there` : ''),
  );
}

/**
 * Fetches what is missing of `part`, and goes on after each cut that left more than there was before.
 *
 * @returns whether some of the part did not come in one piece with the rest
 */
async function fetchAll(address: string, part: string, signal: AbortSignal): Promise<boolean> {
  let wasContinued = false;
  let furthest = await sizeOf(part);
  for (;;) {
    try {
      return (await fetchRest(address, part, signal)) || wasContinued;
    } catch (error) {
      signal.throwIfAborted();
      const size = await sizeOf(part);
      if (size <= furthest) throw error;
      furthest = size;
      wasContinued = true;
    }
  }
}

/** @returns whether the server continued the part, rather than sending everything */
async function fetchRest(address: string, part: string, signal: AbortSignal): Promise<boolean> {
  const offset = await sizeOf(part);
  const silence = new AbortController();
  const expire = (): void => silence.abort(new Error(`no data for ${SILENCE / 1000} s`));
  const timer = setTimeout(expire, SILENCE);
  try {
    const response = await fetch(address, {
      // Other encodings would be undone on the way, and a range counts encoded bytes.
      headers: { 'accept-encoding': 'identity', ...(offset > 0 ? { range: `bytes=${offset}-` } : {}) },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    const nothingIsLeft = response.status === 416 && offset > 0;
    if (nothingIsLeft) {
      await response.body?.cancel();
      return true;
    }
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`HTTP ${response.status} ${response.statusText}`.trimEnd());
    }
    const continues =
      response.status === 206 &&
      response.headers.get('content-range')?.startsWith(`bytes ${offset}-`) === true;
    if (response.status === 206 && !continues) {
      await response.body.cancel();
      throw new Error(
        `asked for bytes from ${offset}, the server sent ${response.headers.get('content-range')}`,
      );
    }
    const start = continues ? offset : 0;
    const length = Number(response.headers.get('content-length') ?? NaN);
    const progress = showProgress(basename(part, '.part'), address, start, start + length);
    try {
      await append(response.body, part, start, progress, () => timer.refresh());
    } finally {
      progress.stop();
    }
    return continues;
  } finally {
    clearTimeout(timer);
  }
}

async function append(
  body: ReadableStream<Uint8Array>,
  part: string,
  start: number,
  progress: Progress,
  onChunk: () => void,
): Promise<void> {
  const file = await open(part, start > 0 ? 'a' : 'w');
  try {
    let size = start;
    for await (const chunk of body) {
      onChunk();
      await file.writeFile(chunk);
      size += chunk.length;
      progress.update(size);
    }
  } finally {
    await file.close();
  }
}

/** Bytes of a file; 0 where there is none. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** `fetch` hides the reason in the error's cause. */
function reasonOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  if (cause?.message === undefined) return messageOf(error);
  const { code = '', message } = cause;
  return message.includes(code) ? message : `${code} ${message}`.trimEnd();
}
