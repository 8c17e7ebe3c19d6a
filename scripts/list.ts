import { Command, Option } from 'commander';
import { DATASETS } from '../src/data/load.node';
import { list } from '../src/registry';
import { pretrainedTags } from '../src/pretrained.node';
import { thousands } from '../src/report/text';
import { jsonOption } from './options';

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
      const rows = list(family === undefined ? {} : { family })
        .map(({ name, family: of, paper, facts }) => ({
          name,
          family: of,
          year: paper.year,
          input: facts.inputShape.join('x'),
          params: facts.params,
          macs: facts.macs,
          pretrained: tags.filter((tag) => tag.variant === name).map((tag) => tag.dataset),
        }))
        .filter((row) => (pretrained === undefined && dataset === undefined) || row.pretrained.length > 0)
        .filter((row) => dataset === undefined || row.pretrained.includes(dataset));
      if (json === true) console.log(JSON.stringify(rows, null, 2));
      else console.log(table(rows.map((row) => ({ ...row, pretrained: row.pretrained.join(', ') }))));
    });
}

/** Columns as wide as their widest cell, numbers to the right. */
function table(rows: Record<string, string | number>[]): string {
  const [first] = rows;
  if (first === undefined) return 'no model fits';
  const columns = Object.keys(first);
  const cells = rows.map((row) => columns.map((column) => display(row[column])));
  const widths = columns.map((column, i) =>
    Math.max(column.length, ...cells.map((row) => row[i]?.length ?? 0)),
  );
  const isNumber = columns.map((column) => typeof first[column] === 'number' && column !== 'year');
  const line = (row: string[]) =>
    row
      .map((cell, i) => (isNumber[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(columns), ...cells.map(line)].join('\n');
}

function display(value: string | number | undefined): string {
  return typeof value === 'number' && value > 9999 ? thousands(value) : String(value ?? '');
}
