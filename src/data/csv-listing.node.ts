import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { ConvzooError, messageOf } from '../errors';
import { formatNamed } from './image-formats';
import type { LabelledFile, Listing } from './image-listing';
import { printable } from './image-problem';
import { refusal } from './refusal.node';

/** What columns are called in a header. */
const PATH_COLUMNS = ['path', 'filepath', 'file_path', 'file', 'filename', 'file_name', 'image'];
const LABEL_COLUMNS = ['label', 'class', 'class_name', 'category', 'target'];

interface Row {
  record: string[];
  info: { lines: number };
}

interface Columns {
  path: number;
  label: number;
  count: number;
}

/**
 * Lists a CSV of paths, as seen from its folder, and labels. Without a header these are its two columns; with
 * one they may stand among others, in any order.
 *
 * @throws ConvzooError where it can't be read, or a row lacks its path or label
 */
export async function listCsv(csv: string): Promise<Listing> {
  const rows = await rowsOf(csv);
  const header = headerAmong(csv, rows);
  const { path, label, count } = header ?? { path: 0, label: 1, count: 2 };
  const files = rows.slice(header === undefined ? 0 : 1).map(({ record, info }): LabelledFile => {
    const fail = (problem: string): never => {
      throw new ConvzooError(`${csv}, line ${info.lines}: ${problem}`);
    };
    const expected = header === undefined ? 'a path and a label' : `${count} as in the header`;
    if (record.length !== count) fail(`it has ${record.length} columns, expected ${expected}`);
    const { [path]: name = '', [label]: className = '' } = record;
    if (name === '') fail('it names no file');
    if (className === '') fail(`${printable(name)} has no label`);
    return { path: resolve(dirname(csv), name), name, className, part: undefined };
  });
  if (files.length === 0)
    throw new ConvzooError(`${csv}: there are no rows in it, expected paths and labels`);
  const classes = [...new Set(files.map(({ className }) => className))].sort();
  return { classes, parts: [], files, problems: [], ignored: [] };
}

async function rowsOf(csv: string): Promise<Row[]> {
  const text = await readFile(csv, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConvzooError(`${csv}: ${refusal(error, csv).reason}`);
  });
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true };
    return parse(text, options) as unknown as Row[];
  } catch (error) {
    throw new ConvzooError(`${csv}: it is no CSV: ${messageOf(error)}`);
  }
}

/** The columns by the first row, if that is a header. */
function headerAmong(csv: string, [first]: readonly Row[]): Columns | undefined {
  const names = first?.record.map((cell) => cell.toLowerCase()) ?? [];
  const path = names.findIndex((name) => PATH_COLUMNS.includes(name));
  if (path === -1 || names.some((name) => formatNamed(name) !== undefined)) return undefined;
  const known = names.findIndex((name) => LABEL_COLUMNS.includes(name));
  const label = known === -1 && names.length === 2 ? 1 - path : known;
  if (label === -1)
    throw new ConvzooError(
      `${csv}: no column of its header ${names.join(',')} is the labels', expected one called ${LABEL_COLUMNS.join(', ')}`,
    );
  return { path, label, count: names.length };
}
