import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UNPACK_SCRIPT } from '../../../src/engine/native/unpack-script';

const FILES: Record<string, string> = {
  'tensorflow/libtensorflow_cc.so.2': 'cc',
  'tensorflow/libtensorflow_framework.so.2': 'framework',
  'tensorflow/include/tensorflow/c/c_api.h': '#include <stdint.h>\n#include "tensorflow/c/tf_status.h"\n',
  'tensorflow/include/tensorflow/c/tf_status.h': '#include "beside.h"\n#include "xla/tsl/c/tsl_status.h"\n',
  'tensorflow/include/tensorflow/c/beside.h': '#include "tensorflow/c/c_api.h"\n',
  'tensorflow/include/xla/tsl/c/tsl_status.h': '',
  'tensorflow/include/Eigen/Core': 'large',
  'tensorflow/python/huge.py': 'large',
};

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython) console.warn('skipped: python3, which unpacks the wheel, is not installed');

(hasPython ? test : test.skip)('takes the libraries and the headers that include each other, no more', () => {
  const root = mkdtempSync(join(tmpdir(), 'convzoo-unpack-'));
  try {
    for (const [path, content] of Object.entries(FILES)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    const python = (...args: string[]) => spawnSync('python3', args, { cwd: root, encoding: 'utf8' });
    expect(python('-m', 'zipfile', '-c', 'test.whl', 'tensorflow').status).toBe(0);
    expect(python('-c', UNPACK_SCRIPT, 'test.whl', 'out')).toMatchObject({ status: 0, stderr: '' });

    const files = readdirSync(join(root, 'out'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
    expect(files.sort()).toEqual([
      'beside.h',
      'c_api.h',
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
      'tf_status.h',
      'tsl_status.h',
    ]);
    expect(readFileSync(join(root, 'out', 'lib', 'libtensorflow_cc.so.2'), 'utf8')).toBe('cc');
  } finally {
    rmSync(root, { recursive: true });
  }
});
