const { TestEnvironment } = require('jest-environment-node');

/**
 * Node's environment with the outer realm's typed arrays: the native addon and the wasm backend hand out
 * arrays of the outer realm, and tfjs tells them apart with `instanceof`.
 */
module.exports = class EngineEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, { ArrayBuffer, Float32Array, Int32Array, Uint8Array, Uint8ClampedArray });
    this.global.CONVZOO_TEST_ENGINE = config.projectConfig.testEnvironmentOptions.engine;
  }
};
