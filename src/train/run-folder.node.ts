import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { runFactsFields, type RunFacts } from '../card';
import { ConvzooError, messageOf } from '../errors';
import { writeAtomically } from '../files.node';
import type { OptionValues } from '../option-values';
import type { EpochRecord } from './checkpoint';
import { parseRecipe, type Recipe } from './recipe';

/** What a run is of, written before its first step. */
export interface RunRecord {
  variant: string;
  /** Of the family's own those that the model is built with. */
  options: OptionValues;
  dataset: string;
  recipeName: string;
  recipe: Recipe;
  /** The exact command line. */
  command: string;
  /** Of the code that trains, with `+changes` behind it where the working tree differs from it. */
  commit: string;
}

/** What the event `start` tells of the process that begins or goes on to train. */
const start = z.object({
  commit: z.string(),
  engine: runFactsFields.engine,
  machine: runFactsFields.machine,
});

/** The folder of one training: run.json, log.jsonl, checkpoints/ and, at the end, weights/. */
export class RunFolder {
  readonly checkpoints: string;
  readonly weights: string;
  readonly log: string;
  readonly #file: string;

  constructor(readonly path: string) {
    this.checkpoints = join(path, 'checkpoints');
    this.weights = join(path, 'weights');
    this.log = join(path, 'log.jsonl');
    this.#file = join(path, 'run.json');
  }

  get exists(): boolean {
    return existsSync(this.#file);
  }

  async start(record: RunRecord): Promise<void> {
    await mkdir(this.path, { recursive: true });
    await writeAtomically(this.#file, `${JSON.stringify(record, null, 2)}\n`);
  }

  /** @throws ConvzooError where the folder holds no run */
  async record(): Promise<RunRecord> {
    if (!this.exists) throw new ConvzooError(`${this.path} holds no training: ${this.#file} is missing`);
    // Runs that began before there were options don't name them.
    const {
      options = {},
      recipe,
      ...record
    } = JSON.parse(await readFile(this.#file, 'utf8')) as Partial<RunRecord>;
    return { ...record, options, recipe: parseRecipe(recipe, this.#file) } as RunRecord;
  }

  /**
   * What a card tells of where and when the run was trained: engine and machine of the last process that was at it.
   *
   * @throws ConvzooError where the log does not say
   */
  async place(): Promise<Pick<RunFacts, 'engine' | 'machine' | 'date' | 'resumedWith'>> {
    const events = await this.#events();
    const starts = events.filter(({ event }) => event === 'start').map((each) => start.safeParse(each));
    const [first, last] = [starts[0]?.data, starts.at(-1)?.data];
    if (first === undefined || last === undefined)
      throw new ConvzooError(`${this.log} does not say on which engine and machine the run was trained`);
    const resumedWith = [...new Set(starts.flatMap(({ data }) => data?.commit ?? []))].filter(
      (commit) => commit !== first.commit,
    );
    return {
      engine: last.engine,
      machine: last.machine,
      date: String(events.at(-1)?.['time']).slice(0, 10),
      ...(resumedWith.length > 0 && { resumedWith }),
    };
  }

  /** Adds a line to the log. */
  async write(event: string, values: object): Promise<void> {
    await appendFile(this.log, `${JSON.stringify({ event, time: new Date().toISOString(), ...values })}\n`);
  }

  /**
   * What the log says of each epoch, of one that was trained twice because its checkpoint was lost the last.
   *
   * @throws ConvzooError where a line of the log can't be read
   */
  async history(): Promise<EpochRecord[]> {
    const epochs = new Map<number, EpochRecord>();
    for (const { event, time: _, ...values } of await this.#events()) {
      if (event === 'epoch') epochs.set(Number(values['epoch']), values as unknown as EpochRecord);
    }
    return [...epochs.values()].sort((a, b) => a.epoch - b.epoch);
  }

  /** The lines of the log. */
  async #events(): Promise<Record<string, unknown>[]> {
    const text = await readFile(this.log, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw new ConvzooError(`${this.log} can't be read: ${error.message}`);
    });
    const lines = text.trimEnd().split('\n');
    return lines.flatMap((line, i) => (line === '' ? [] : [this.#parsed(line, i + 1)]));
  }

  #parsed(line: string, number: number): Record<string, unknown> {
    try {
      return JSON.parse(line) as Record<string, unknown>;
    } catch (error) {
      throw new ConvzooError(`${this.log}: line ${number} is not JSON: ${messageOf(error)}`);
    }
  }
}
