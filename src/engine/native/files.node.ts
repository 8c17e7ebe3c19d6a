import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const STAGING = '.convzoo-staging-';

/** A new folder inside `parent`, which {@link removeStaging} knows for one. */
export async function makeStaging(parent: string): Promise<string> {
  const folder = join(parent, `${STAGING}${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  return folder;
}

/**
 * Lets `write` fill a new folder beside `folder` and then puts it in the place of `folder`: whoever looks finds the
 * whole of it or nothing.
 */
export async function writeFolder(folder: string, write: (staging: string) => Promise<void>): Promise<void> {
  const staging = await makeStaging(dirname(folder));
  try {
    await write(staging);
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Puts a copy of the folder `from` in the place of `to`. */
export function copyFolder(from: string, to: string): Promise<void> {
  return writeFolder(to, (staging) => cp(from, staging, { recursive: true, verbatimSymlinks: true }));
}

/** Removes what writes into folders inside `parent` left behind when they were killed. */
export async function removeStaging(parent: string): Promise<void> {
  const names = await readdir(parent);
  await Promise.all(
    names
      .filter((name) => name.startsWith(STAGING))
      .map((name) => rm(join(parent, name), { recursive: true, force: true })),
  );
}
