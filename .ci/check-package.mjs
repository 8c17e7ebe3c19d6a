// Checks the package as users get it: node .ci/check-package.mjs [TARBALL]. Without a tarball it packs one.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [, , given] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'convzoo-pack-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const tarball = given ?? pack();
run('npx', 'publint', '--strict', tarball);
run('npx', 'attw', '--profile', 'node16', tarball);

function pack() {
  run('npm', 'pack', '--pack-destination', folder);
  const [name] = readdirSync(folder);
  return join(folder, name);
}

function run(command, ...args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}
