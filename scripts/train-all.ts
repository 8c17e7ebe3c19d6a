import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Card } from '../src/card';
import { ConvzooError } from '../src/errors';
import { readCard } from '../src/pretrained';
import { folderSource, packagedWeights } from '../src/pretrained.node';
import { find, list } from '../src/registry';
import { percent } from '../src/report/text';
import { CARD_FILE } from '../src/weights/card-files';
import { datasetOption, withDataOptions, type DataFlags } from './options';
import { INTERRUPTED, IN_USE } from './exit-codes';
import { findRecipe } from './recipes';
import { SHIPPED, tagOfRun, type ShippedRun } from './recipes/shipped';
import { table } from './table';
import { runFolder } from './training';

interface Flags extends DataFlags {
  family?: string;
  dataset?: string;
  runs: string;
}

type State = 'trained' | 'was there' | 'in use elsewhere' | 'failed' | 'interrupted';

/** `convzoo train:all`: each training whose weights the package ships, one at a time, those that are done left out. */
export function trainAllCommand(): Command {
  return withDataOptions(
    new Command('train:all')
      .description('train all models whose weights are shipped, one after the other; go on where it stopped')
      .option('--family <name>', 'only the models of this family')
      .addOption(datasetOption())
      .option('--runs <folder>', 'where runs are kept', 'runs'),
  ).action(async (flags: Flags) => {
    const states = new Map<ShippedRun, State>();
    for (const run of chosen(flags)) {
      const state = (await cardOf(run, flags)) === undefined ? await trained(run, flags) : 'was there';
      states.set(run, state);
      if (state === 'interrupted') break;
    }
    console.log(`\n${await summary(states, flags)}`);
    const all = [...states.values()];
    if (all.includes('interrupted')) process.exitCode = INTERRUPTED;
    else if (all.includes('failed')) process.exitCode = 1;
    else if (all.includes('in use elsewhere')) process.exitCode = IN_USE;
  });
}

function chosen({ family, dataset }: Flags): ShippedRun[] {
  const variants = new Set(list(family === undefined ? {} : { family }).map(({ name }) => name));
  const runs = SHIPPED.filter((run) => variants.has(run.variant) && (dataset ?? run.dataset) === run.dataset);
  if (runs.length > 0) return runs;
  throw new ConvzooError(
    `no weights of ${family ?? 'any family'} for ${dataset ?? 'any data set'} are shipped`,
  );
}

/** The card of a training that is done, by the recipe as it is now: of its run, or of weights that are shipped. */
async function cardOf(run: ShippedRun, { runs }: Flags): Promise<Card | undefined> {
  const recipe = await findRecipe(run.variant, run.dataset, 'default');
  const folders = [runFolder(runs, run).weights, join(packagedWeights(), tagOfRun(run))];
  for (const folder of folders.filter((each) => existsSync(join(each, CARD_FILE)))) {
    const card = await readCard(folderSource(folder));
    if (JSON.stringify(card.recipe.settings) === JSON.stringify(recipe)) return card;
  }
  return undefined;
}

/** In a process of its own: what one leaves behind, or breaks, the next one doesn't see. */
async function trained(run: ShippedRun, flags: Flags): Promise<State> {
  const [, script = ''] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, script, ...trainArguments(run, flags)], {
    // By the channel the child notices when this process is killed.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    child.kill('SIGTERM');
  };
  // From a terminal the child has the signal too; a second one would end it without a checkpoint.
  const wait = () => {
    isStopped = true;
  };
  process.on('SIGTERM', stop).on('SIGINT', wait);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('exit', resolve).on('error', reject);
  });
  process.off('SIGTERM', stop).off('SIGINT', wait);
  if (isStopped || code === INTERRUPTED) return 'interrupted';
  if (code === IN_USE) return 'in use elsewhere';
  return code === 0 ? 'trained' : 'failed';
}

function trainArguments(run: ShippedRun, flags: Flags): string[] {
  const { runs, engine, data, allowModified, pixels } = flags;
  const optional = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value]);
  return [
    ...['train', find(run.variant).name, '--dataset', run.dataset],
    ...Object.entries(run.options).flatMap(([name, value]) => ['--option', `${name}=${String(value)}`]),
    ...(runs === 'runs' ? [] : ['--runs', runs]),
    ...optional('--engine', engine),
    ...optional('--data', data),
    ...(allowModified ? ['--allow-modified'] : []),
    ...optional('--pixels', pixels),
    ...(runFolder(runs, run).exists ? ['--resume'] : []),
  ];
}

async function summary(states: ReadonlyMap<ShippedRun, State>, flags: Flags): Promise<string> {
  const rows = [...states].map(async ([run, state]) => {
    const card = await cardOf(run, flags);
    return {
      weights: tagOfRun(run),
      state,
      accuracy: card === undefined ? '' : percent(card.accuracy.shipped),
      minutes: card === undefined ? '' : String(card.minutes),
    };
  });
  return table(await Promise.all(rows));
}
