import { markdownTable, percent, points } from '../../src/report/text';
import { ADVANCES } from './advances';
import type { Arm, StudyResult, StudyRun } from './study';

/** A study as a section of Markdown: each arm's mean over the seeds beside what the paper measured. */
export function studyReport(result: StudyResult, arms: readonly Arm[] = ADVANCES.arms): string {
  const [baseline] = arms;
  if (baseline === undefined) throw new Error('study: there is no baseline');
  const ofBaseline = accuraciesOf(result.runs, baseline);
  const rows = arms.flatMap((arm) => {
    const accuracies = accuraciesOf(result.runs, arm);
    if (accuracies.length === 0) return [];
    const gain = mean(accuracies) - mean(ofBaseline);
    return [
      [
        arm.topic,
        arm.name,
        percent(mean(accuracies)),
        `${percent(Math.min(...accuracies))} to ${percent(Math.max(...accuracies))}`,
        points(gain),
        percent(arm.published),
        points(arm.published - baseline.published),
      ],
    ];
  });
  const heads = ['what', 'which', '>accuracy', 'from, to', '>gain', '>in the paper', '>gain there'];
  const [first] = result.runs;
  const { epochs, batchSize, validation = 0 } = first?.recipe ?? {};
  const seeds = new Set(result.runs.map(({ seed }) => seed)).size;
  const longest = Math.max(...result.runs.map(({ seconds }) => seconds));
  return [
    markdownTable(heads, rows),
    `${result.variant} with alpha ${String(first?.options['alpha'])} on ${result.dataset} (${result.pixels}), ` +
      `${epochs} epochs in batches of ${batchSize}, accuracy on the ${percent(validation)} of the training images that were ` +
      `held out, means of ${seeds} seeds; the longest training took ${Math.round(longest)} s. The paper's are top-1 of ImageNet. ` +
      `\`${result.command}\` trains them anew.`,
  ].join('\n\n');
}

function accuraciesOf(runs: readonly StudyRun[], { topic, name }: Arm): number[] {
  return runs.filter((run) => run.topic === topic && run.name === name).map(({ accuracy }) => accuracy);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
