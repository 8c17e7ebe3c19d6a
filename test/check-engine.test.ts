import { create, load, startEngine } from '../src/node';
import { ConvzooError } from '../src/errors';

const REMEDY = 'no engine runs: call `await startEngine()` first';

it('create and load ask for an engine before one is started, and then take it', async () => {
  expect(() => create('lenet5')).toThrow(ConvzooError);
  expect(() => create('lenet5')).toThrow(REMEDY);
  const attempt = load('lenet5-mnist');
  await expect(attempt).rejects.toThrow(ConvzooError);
  await expect(attempt).rejects.toThrow(REMEDY);
  await startEngine('wasm');
  expect(create('lenet5').name).toBe('lenet5');
  expect((await load('lenet5-mnist')).classes).toHaveLength(10);
});
