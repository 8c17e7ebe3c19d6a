import { startEngine, type EngineName } from '../../src/engine/start.node';
import type { EpochRecord } from '../../src/train/checkpoint';
import { Trainer } from '../../src/train/trainer';
import { PREPROCESSING, recipe, smallNet, stripes } from '../support/trainings';

const CHANGES = { augmentation: { shift: 1 }, averageDecay: 0.9, clipNorm: 5, validation: 0.25 };

async function historyOn(engine: EngineName): Promise<EpochRecord[]> {
  await startEngine(engine);
  const { history } = await new Trainer(smallNet(), recipe(CHANGES), PREPROCESSING).fit(stripes(80));
  return history;
}

/** The engines that this machine has beside `cpu`, the reference. */
async function others(): Promise<EngineName[]> {
  const loads = await startEngine('tensorflow').then(
    () => true,
    () => false,
  );
  return loads ? ['wasm', 'tensorflow'] : ['wasm'];
}

describe('the same training on every engine', () => {
  it('has the losses that it has on cpu', async () => {
    const reference = await historyOn('cpu');
    for (const engine of await others()) {
      const history = await historyOn(engine);
      const ratios = history.map(({ loss }, epoch) => loss / (reference[epoch]?.loss ?? NaN));
      expect([engine, ...ratios]).toEqual([engine, ...Array<number>(3).fill(expect.closeTo(1, 3) as number)]);
    }
  });
});
