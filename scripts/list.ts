import { Command, Option } from 'commander';
import { DATASETS } from '../src/data/load.node';
import { list } from '../src/registry';
import { pretrainedTags } from '../src/pretrained.node';
import { jsonOption } from './options';
import { table } from './table';

interface Flags {
  family?: string;
  dataset?: string;
  pretrained?: true;
  json?: true;
}

/** `convzoo list`: what is in the zoo. */
export function listCommand(): Command {
  return new Command('list')
    .description('name the models of the zoo')
    .option('--family <name>', 'only this family')
    .addOption(new Option('--dataset <name>', 'only models with weights for this data set').choices(DATASETS))
    .option('--pretrained', 'only models with weights')
    .addOption(jsonOption())
    .action(async ({ family, dataset, pretrained, json }: Flags) => {
      const tags = await pretrainedTags();
      const fitting = tags.filter((tag) => dataset === undefined || tag.dataset === dataset);
      const rows = list(family === undefined ? {} : { family })
        .map(({ name, family: of, paper, facts }) => ({
          name,
          family: of,
          year: paper.year,
          input: facts.inputShape.join('x'),
          params: facts.params,
          macs: facts.macs,
          pretrained: fitting.filter(({ variant }) => variant === name).map(({ tag }) => tag),
        }))
        .filter((row) => (pretrained === undefined && dataset === undefined) || row.pretrained.length > 0);
      if (json === true) console.log(JSON.stringify(rows, null, 2));
      else if (rows.length === 0) console.log('no model fits');
      else console.log(table(rows.map((row) => ({ ...row, pretrained: row.pretrained.join(', ') }))));
    });
}
