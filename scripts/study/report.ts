import { coresText, markdownTable, percent, points } from '../../src/report/text';
import { ADVANCES } from './advances';
import type { Arm, Study, StudyResult, StudyRun } from './study';

const HEADS = [
  ...['what', 'which', '>seeds', '>accuracy', 'from, to', '>gain', 'from, to'],
  ...['>in the paper', '>gain there'],
];

/**
 * A study as a section of Markdown, each arm beside what the paper measured. A row is of the seeds that its arm and
 * the baseline share: the seed also draws the images that are held out. What is still to be trained is told.
 */
export function studyReport(
  result: StudyResult,
  { arms, seeds }: Pick<Study, 'arms' | 'seeds'> = ADVANCES,
): string {
  const [baseline] = arms;
  if (baseline === undefined) throw new Error('study: there is no baseline');
  const ofBaseline = accuraciesOf(result.runs, baseline);
  const rows = arms.flatMap((arm) => {
    const shared = sharedSeeds(accuraciesOf(result.runs, arm), ofBaseline);
    const diverged = result.runs.filter((run) => isOf(run, arm) && 'diverged' in run).length;
    if (shared.length === 0 && diverged === 0) return [];
    const accuracies = shared.map(({ accuracy }) => accuracy);
    const gains = shared.map(({ accuracy, base }) => accuracy - base);
    return [
      [
        arm.topic,
        arm.name,
        diverged === 0 ? shared.length : `${shared.length}, ${diverged} diverged`,
        ...spread(accuracies, percent),
        ...spread(gains, points),
        percent(arm.published),
        points(arm.published - baseline.published),
      ],
    ];
  });
  const [first] = result.runs;
  const { epochs, batchSize, lsuv, validation = 0 } = first?.recipe ?? {};
  const longest = Math.max(...result.runs.map(({ seconds }) => seconds));
  const machines = result.runs.map(({ machine: { cpu, cores } }) => `${cpu}, ${coresText(cores)}`);
  const left = arms.length * seeds.length - result.runs.length;
  return [
    ...(left === 0 ? [] : [`${left} of its ${arms.length * seeds.length} trainings are still to do.`]),
    markdownTable(HEADS, rows),
    `${result.variant} with alpha ${String(first?.options['alpha'])} on ${result.dataset} (${result.pixels}), ` +
      `${lsuv === true ? 'weights by LSUV, ' : ''}${epochs} epochs in batches of ${batchSize}, accuracy on the ${percent(validation)} of the training images that were ` +
      'held out, means over the seeds; a gain is over the baseline of the same seed. ' +
      'So few epochs show what learns fast, not where it ends. ' +
      `The longest training took ${Math.round(longest)} s (${[...new Set(machines)].join('; ')}). The paper's are top-1 of ImageNet. ` +
      `\`${result.command}\` trains what bench/results/study.json doesn't hold; with that file put aside, all of it.`,
  ].join('\n\n');
}

/** By seed, those that diverged left out. */
function accuraciesOf(runs: readonly StudyRun[], arm: Arm): Map<number, number> {
  const own = runs.filter((run) => isOf(run, arm));
  return new Map(own.flatMap((run) => ('accuracy' in run ? [[run.seed, run.accuracy]] : [])));
}

function isOf(run: StudyRun, { topic, name }: Arm): boolean {
  return run.topic === topic && run.name === name;
}

/** What an arm and the baseline reached, for each seed that both have. */
function sharedSeeds(
  ofArm: ReadonlyMap<number, number>,
  ofBaseline: ReadonlyMap<number, number>,
): { accuracy: number; base: number }[] {
  return [...ofArm].flatMap(([seed, accuracy]) => {
    const base = ofBaseline.get(seed);
    return base === undefined ? [] : [{ accuracy, base }];
  });
}

/** The mean, and the extremes; nothing of none. */
function spread(values: readonly number[], text: (value: number) => string): [string, string] {
  if (values.length === 0) return ['', ''];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return [text(mean), `${text(Math.min(...values))} to ${text(Math.max(...values))}`];
}
