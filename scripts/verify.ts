import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import type { Dataset } from '../src/data/dataset';
import { isDatasetThere, loadDataset } from '../src/data/load.node';
import { ModifiedDataError } from '../src/data/modified.node';
import { startEngine, type Engine, type EngineName } from '../src/engine/start.node';
import { ConvzooError, messageOf } from '../src/errors';
import { findWeights, packagedWeights } from '../src/pretrained.node';
import { percent, thousands } from '../src/report/text';
import { evaluate, type Evaluation } from '../src/train/evaluate';
import { isOfPixels, MEASURABLE_MACS, wrongAccuracy } from '../src/weights/check-accuracy';
import { inspectWeights, type Inspection } from '../src/weights/inspect.node';
import { tooLarge, unshippable } from '../src/weights/shippable.node';
import { withDataOptions, type DataFlags } from './options';
import { table } from './table';

interface Flags extends DataFlags {
  from?: string;
  allEngines?: true;
}

/** What `--all-engines` goes through. */
const ENGINES: readonly EngineName[] = ['tensorflow', 'wasm'];

/** `convzoo verify [weights...]`: recomputes what cards say. */
export function verifyCommand(): Command {
  return withDataOptions(
    new Command('verify')
      .description(
        'recompute what the cards of weights say: hashes, bytes, counts, README.md, ' +
          'and accuracy where the test set is there',
      )
      .argument('[weights...]', 'e.g. lenet5-mnist, or a folder; all that there are unless told')
      .option('--from <folder>', 'where the folders of weights lie (default: those that are shipped)')
      .addOption(
        new Option('--all-engines', `on ${ENGINES.join(' and ')}, as far as they load`).conflicts('engine'),
      ),
  ).action(async (names: string[], flags: Flags) => {
    const from = resolve(flags.from ?? packagedWeights());
    const folders = names.length > 0 ? await named(names, flags) : await foldersIn(from);
    const verification = new Verification(from, flags);
    for (const name of flags.allEngines === true ? ENGINES : [flags.engine]) {
      const engine = await started(name, flags);
      if (engine !== undefined) await verification.run(engine, folders);
    }
    const problems = [...verification.problems, ...(names.length > 0 ? [] : await tooLarge(from))];
    console.log(table(verification.rows));
    if (problems.length === 0) return;
    console.log(`\n${problems.join('\n')}`);
    process.exitCode = 1;
  });
}

async function named(names: readonly string[], { from }: Flags): Promise<string[]> {
  const options = from === undefined ? {} : { from };
  return Promise.all(names.map(async (name) => resolve(await findWeights(name, options))));
}

async function foldersIn(from: string): Promise<string[]> {
  const names = await readdir(from).catch((error: unknown) => {
    throw new ConvzooError(`${from} can't be read: ${messageOf(error)}`);
  });
  if (names.length === 0) throw new ConvzooError(`${from} holds no weights`);
  return names.sort().map((name) => join(from, name));
}

/** None where it is one of several and does not load. */
async function started(name: string | undefined, { allEngines }: Flags): Promise<Engine | undefined> {
  try {
    const engine = await startEngine(name);
    console.log(engine.notice);
    return engine;
  } catch (error) {
    if (allEngines !== true) throw error;
    console.log(messageOf(error));
    return undefined;
  }
}

/** What is found on one engine after the other. */
class Verification {
  readonly rows: Record<string, string | number>[] = [];
  /** What is wrong with files is found once more on each engine. */
  readonly problems = new Set<string>();
  readonly #tests = new Map<string, Promise<Dataset>>();

  constructor(
    private readonly from: string,
    private readonly data: DataFlags,
  ) {}

  async run(engine: Engine, folders: readonly string[]): Promise<void> {
    const bar = new SingleBar({ format: '|{bar}| {value}/{total} {folder}', clearOnComplete: true });
    bar.start(folders.length, 0, { folder: '' });
    try {
      for (const folder of folders) {
        bar.update({ folder });
        await this.#verify(folder, engine);
        bar.increment();
      }
    } finally {
      bar.stop();
    }
  }

  async #verify(folder: string, engine: Engine): Promise<void> {
    const inspection = await inspectWeights(folder);
    const { card, model } = inspection;
    try {
      const problems = [...inspection.problems];
      if (card !== undefined && dirname(folder) === this.from) {
        problems.push(...(await unshippable(folder, card)));
      }
      const found = await this.#measured(inspection, engine).catch((error: unknown) => {
        if (!(error instanceof ConvzooError)) throw error;
        problems.push(error.message);
        return error.message;
      });
      if (card !== undefined && typeof found !== 'string') {
        problems.push(...wrongAccuracy(card, found, `${folder} on ${engine.name}`));
      }
      problems.forEach((problem) => this.problems.add(problem));
      this.rows.push({
        weights: dirname(folder) === this.from ? basename(folder) : folder,
        engine: engine.name,
        accuracy: card === undefined ? '' : percent(card.accuracy.shipped),
        measured: typeof found === 'string' ? '' : percent(found.accuracy),
        result: resultOf(problems.length, found),
      });
    } finally {
      model?.dispose();
    }
  }

  /** On the whole test set, or why there is no such measurement. */
  async #measured({ card, model }: Inspection, { name: engine }: Engine): Promise<Evaluation | string> {
    if (card === undefined || model === undefined) return 'no model';
    const { name } = card.dataset;
    if (card.macs > MEASURABLE_MACS[engine]) {
      return `${thousands(card.macs)} multiply-adds take long on ${engine}`;
    }
    if (!(await isDatasetThere(name, 'test', this.data.data))) return `${name} is not there`;
    const test = await this.#test(name).catch((error: unknown) => {
      if (error instanceof ModifiedDataError) return undefined;
      throw error;
    });
    if (test === undefined) return `${name} is modified here, --allow-modified takes it so`;
    if (!isOfPixels(card, test.pixels))
      return `its pixels are '${card.dataset.pixels}', here '${test.pixels}'`;
    return evaluate(model, test, card.preprocessing);
  }

  #test(name: string): Promise<Dataset> {
    const loaded = this.#tests.get(name) ?? loadDataset(name, 'test', { ...this.data, download: false });
    this.#tests.set(name, loaded);
    return loaded;
  }
}

function resultOf(problems: number, found: Evaluation | string): string {
  if (problems > 0) return problems === 1 ? '1 problem' : `${problems} problems`;
  return typeof found === 'string' ? `ok, accuracy not measured: ${found}` : 'ok';
}
