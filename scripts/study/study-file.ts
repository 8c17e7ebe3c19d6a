import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { withLock } from '../../src/lock.node';
import { writeAtomically } from '../../src/files.node';
import { isPlanned, type Planned } from './plan';
import type { StudyResult, StudyRun } from './study';

/** Where a study's runs are kept; several processes may add to it. */
export class StudyFile {
  constructor(
    private readonly path: string,
    private readonly plan: readonly Planned[],
    private readonly facts: Omit<StudyResult, 'runs'>,
  ) {}

  /** Those that are planned, in that order. */
  async runs(): Promise<StudyRun[]> {
    return this.#planned(await this.#all());
  }

  /** The runs that the file then holds. */
  add(run: StudyRun): Promise<StudyRun[]> {
    return withLock(dirname(this.path), basename(this.path), async (signal) => {
      const runs = this.#planned([run, ...(await this.#all())]);
      const result: StudyResult = { ...this.facts, runs };
      signal.throwIfAborted();
      await writeAtomically(this.path, `${JSON.stringify(result, null, 2)}\n`);
      return runs;
    });
  }

  async #all(): Promise<StudyRun[]> {
    if (!existsSync(this.path)) return [];
    return (JSON.parse(await readFile(this.path, 'utf8')) as StudyResult).runs;
  }

  #planned(runs: readonly StudyRun[]): StudyRun[] {
    return this.plan.flatMap((one) => runs.find((run) => isPlanned(one, run)) ?? []);
  }
}
