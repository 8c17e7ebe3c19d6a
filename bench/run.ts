/** `npm run bench -- train|predict|memory|build|finetune|zoo`: this package beside its rivals, in one run, and by itself. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../src/errors';
import { writeAtomically } from '../src/files.node';
import { findWeights, pretrainedTags } from '../src/pretrained.node';
import { chartSvg } from '../src/report/chart.node';
import { measureBuilds, renderBuilds } from './build';
import { compare, say, type ComparisonOptions } from './compare';
import { DEFAULTS, program, type Actions } from './flags';
import { measureFinetuning, renderFinetuning } from './finetune';
import { measureMemory, renderMemory } from './memory';
import { chartOf } from './plot';
import { render } from './render';
import { gapsOf, merged, type BenchResult } from './result';
import { measureZoo, renderZoo, type ZooOptions } from './zoo';

const RESULTS = join(__dirname, 'results');

const actions: Actions = {
  async compare(kind, models, { json, ...options }) {
    const result = await compare(kind, models, options);
    console.log(json === true ? JSON.stringify(result, null, 2) : render(result));
    const lack = whatLacks(result, options);
    if (lack !== undefined) return say(`not stored: ${lack}`);
    const all = await withEarlier(result, models.length > 0);
    await writeAtomically(join(RESULTS, `${kind}.svg`), await chartSvg(chartOf(all)));
    await store(kind, all);
  },

  async memory({ steps, json }) {
    const result = await measureMemory(steps, say);
    console.log(json === true ? JSON.stringify(result, null, 2) : renderMemory(result));
    if (steps === DEFAULTS.steps) await store('memory', result);
    else say(`not stored: its steps are ${steps}, not ${DEFAULTS.steps}`);
  },

  async build({ json }) {
    const result = await measureBuilds(say);
    console.log(json === true ? JSON.stringify(result, null, 2) : renderBuilds(result));
    await store('build', result);
  },

  async finetune({ json, ...options }) {
    const result = await measureFinetuning(options, say);
    console.log(json === true ? JSON.stringify(result, null, 2) : renderFinetuning(result));
    if (options.seeds >= DEFAULTS.seeds) await store('finetune', result);
    else say('not stored: its seeds are too few');
  },

  async zoo(names, { json, ...options }) {
    for (const name of names) await findWeights(name);
    const all = (await pretrainedTags()).map(({ tag }) => tag);
    const result = await measureZoo(names.length > 0 ? names : all, options, say);
    console.log(json === true ? JSON.stringify(result, null, 2) : renderZoo(result));
    const left = all.filter((tag) => !result.rows.some(({ weights }) => weights === tag));
    if (isShort(options)) say('not stored: its rounds are too few or too short');
    else if (left.length > 0) say(`not stored: it lacks ${left.join(', ')}`);
    else await store('zoo', result);
  },
};

function isShort({ rounds, seconds }: ZooOptions): boolean {
  return rounds < DEFAULTS.rounds || seconds < DEFAULTS.seconds;
}

/** A result of some models goes in among the others of the one that is stored. */
async function withEarlier(result: BenchResult, isPart: boolean): Promise<BenchResult> {
  const path = join(RESULTS, `${result.kind}.json`);
  if (!isPart || !existsSync(path)) return result;
  return merged(JSON.parse(await readFile(path, 'utf8')) as BenchResult, result);
}

/** Why a result is not worth keeping. */
function whatLacks(result: BenchResult, options: ComparisonOptions): string | undefined {
  if (isShort(options)) return 'its rounds are too few or too short';
  const [gap, ...others] = gapsOf(result);
  if (gap === undefined) return undefined;
  return `it lacks ${gap}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}

function store(name: string, result: object): Promise<void> {
  return writeAtomically(join(RESULTS, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
}

program(actions)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`error: ${messageOf(error)}\n`);
    process.exitCode = 1;
  });
