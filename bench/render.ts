import { percent, thousands } from '../src/report/text';
import {
  advantage,
  contestsOf,
  medianOf,
  summary,
  type BenchResult,
  type Conditions,
  type Contest,
  type Row,
} from './result';

/** A result for the terminal. */
export function render(result: BenchResult): string {
  const { machine, versions, conditions } = result;
  return [
    `milliseconds a step: median (least to most of the rounds), images/s, and how many times as fast convzoo is`,
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; ${disturbance(conditions)}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    ...contestsOf(result).flatMap((contest) => ['', ...renderContest(result, contest)]),
  ].join('\n');
}

/** What else the machine did. */
export function disturbance(conditions: readonly Conditions[]): string {
  const loads = conditions.map(({ load }) => load);
  const shares = conditions.flatMap(({ stolen }) => stolen ?? []);
  const load = `load at most ${Math.max(...loads).toFixed(1)} before a contest`;
  if (shares.length < conditions.length) return load;
  return `${load}, at most ${percent(Math.max(...shares))} of the time stolen by the machine's host`;
}

function renderContest({ rows, parameters }: BenchResult, contest: Contest): string[] {
  const own = rows.filter(({ net, batch }) => net === contest.net && batch === contest.batch);
  const width = Math.max(...own.map(({ label }) => label.length));
  const count = parameters[contest.net];
  const size = count === undefined ? '' : `, ${thousands(count)} parameters`;
  return [
    `${contest.net}, batch ${contest.batch}${size}`,
    ...own.map((row) => `  ${row.label.padEnd(width)}  ${cell(row, rows)}`),
  ];
}

function cell(row: Row, rows: readonly Row[]): string {
  if ('fails' in row) return `fails: ${row.fails}`;
  const { median, least, most } = summary(row.rounds);
  const factor = row.contestant === 'graph' ? undefined : advantage(rows, row, row.contestant);
  const extras = [
    factor === undefined ? '' : `${factor.toFixed(2)}x`,
    row.between === undefined ? '' : `${percent(summary(row.between).median)} between steps`,
    row.mode === undefined ? '' : `(${row.mode})`,
  ].filter((extra) => extra !== '');
  const speed = thousands(Math.round((1000 * row.batch) / median));
  const spread = `(${milliseconds(least)} to ${milliseconds(most)})`;
  return [`${milliseconds(median).padStart(7)} ${spread.padEnd(18)} ${speed.padStart(7)}/s`, ...extras].join(
    '  ',
  );
}

/** To three digits: 1234, 98.7, 0.69. */
export function milliseconds(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** Milliseconds of a contestant in a table, empty where it was not there. */
export function medianCell(row: Row | undefined): string {
  if (row === undefined) return '';
  const median = medianOf(row);
  return median === undefined ? 'fails' : milliseconds(median);
}
