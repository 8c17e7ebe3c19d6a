import { startEngine, type EngineName } from '../../src/engine/start.node';

beforeAll(async () => {
  await startEngine((globalThis as { CONVZOO_TEST_ENGINE?: EngineName }).CONVZOO_TEST_ENGINE);
});
