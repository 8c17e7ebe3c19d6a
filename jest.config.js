// Tests named *.engine.test.ts run once on every engine; the others don't depend on one and run once.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

// Jest copies the environment for each test file, so libtensorflow reads only what is set before.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';

const addon = join(__dirname, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node');
const engines = existsSync(addon) ? ['wasm', 'tensorflow'] : ['wasm'];
if (!engines.includes('tensorflow')) {
  console.warn("jest: the 'tensorflow' engine is not built (npm run setup:native); its tests are left out");
}

// `globalsCleanup: 'off'`: Jest's clean-up would wrap the typed arrays that all files share once more for each file.
const base = {
  rootDir: __dirname,
  setupFiles: ['<rootDir>/test/support/quiet.js'],
  transform: { '\\.ts$': ['ts-jest', { diagnostics: false }] },
};

module.exports = {
  testTimeout: 60_000,
  projects: [
    {
      ...base,
      displayName: 'plain',
      testEnvironment: '<rootDir>/test/support/environment.js',
      testEnvironmentOptions: { globalsCleanup: 'off' },
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['\\.engine\\.test\\.ts$'],
    },
    ...engines.map((engine) => ({
      ...base,
      displayName: engine,
      testEnvironment: '<rootDir>/test/support/environment.js',
      testEnvironmentOptions: { engine, globalsCleanup: 'off' },
      setupFilesAfterEnv: ['<rootDir>/test/support/start-engine.ts'],
      testMatch: ['<rootDir>/test/**/*.engine.test.ts'],
    })),
  ],
};
